-- One row per load (always one row).
create table load_info (
    night integer not null,
    built_at varchar not null,
    rules_version varchar not null,
    schema_version varchar not null,
    load_version varchar not null,
    files_in bigint,
    compact_bytes bigint,
    compact_rows bigint
);

comment on table load_info is '装载信息 / When and from what the warehouse was built; one of the tables that hold the clock';
comment on column load_info.night is '第几夜 / Number of the night that built it; see run';
comment on column load_info.built_at is '构建时间，ISO 8601 / Time of the build in ISO 8601';
comment on column load_info.rules_version is '规则版本 / Fingerprint of the rules and code in force at the load';
comment on column load_info.schema_version is '表结构版本 / Fingerprint of the files in sql/schema';
comment on column load_info.load_version is '装载版本 / Fingerprint of the SQL and code that load, derive and check';
comment on column load_info.files_in is '输入文件数 / Number of inputs found: accepted and rejected together; null where not counted';
comment on column load_info.compact_bytes is '最近压实时的字节数 / Size in bytes when the file was last written anew; null until it is known';
comment on column load_info.compact_rows is '最近压实时的行数 / Rows in the tables of the star when the file was last written anew';
