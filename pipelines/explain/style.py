"""The style of the file that ``fazhi explain --html`` writes; the page has its own in ``static/report.css``."""

STYLE = """
:root{color-scheme:light dark;--fact:#b7e4c7;--quantity:#ffe8a3;--reference:#bfdbfe;--numeral:#e5e7eb;--ink:#111;
--paper:#fff;--line:#bbb;--soft:#555}
@media(prefers-color-scheme:dark){:root{--fact:#14532d;--quantity:#6b4e00;--reference:#1e3a6e;--numeral:#3f3f46;
--ink:#eee;--paper:#18181b;--line:#555;--soft:#bbb}}
body{font:16px/1.9 "Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif;max-width:52rem;margin:2rem auto;
padding:0 1rem 50vh;color:var(--ink);background:var(--paper)}
h1{font-size:1.3rem;line-height:1.4}h3{font-size:.9rem;margin:.6rem 0 .2rem}p{margin:.2rem 0}
dl{display:grid;grid-template-columns:minmax(5rem,max-content) 1fr;gap:.1rem .8rem;margin:.4rem 0;font-size:.85rem;
line-height:1.5}
dt{grid-column:1;color:var(--soft)}dd{grid-column:2;margin:0;overflow-wrap:anywhere}
.report{white-space:pre-wrap;overflow-wrap:anywhere;border:solid var(--line);border-width:1px 0;padding:1rem 0}
.mark{color:inherit;text-decoration:none;border-radius:.2rem;padding:0 .1rem}
.mark:hover,.mark:focus,.mark:target{outline:2px solid currentColor}
.fact{background:var(--fact);border-bottom:2px solid}.quantity{background:var(--quantity);border-bottom:2px dashed}
.reference{background:var(--reference);border-bottom:2px dotted}
.numeral{background:var(--numeral);border-bottom:1px solid}
.found{box-shadow:0 0 0 2px #dc2626}
aside{display:none;position:fixed;z-index:1;left:0;right:0;bottom:0;max-height:45vh;overflow:auto;
padding:.4rem 1rem 1rem;background:var(--paper);border-top:2px solid var(--line);font-size:.85rem;line-height:1.5}
aside:target{display:block}
aside .card{max-width:52rem;margin:0 auto}aside .card+.card{border-top:1px solid var(--line);margin-top:.6rem}
.close{float:right;font-size:1.3rem;text-decoration:none;color:inherit}
.of,.key,.figures{font-size:.8rem;color:var(--soft)}
.quote{display:inline-block;margin:.2rem 0;padding:0 .3rem;border-radius:.2rem;font-size:1.1rem}
.checks,.findings{padding-left:1.2rem;font-size:.85rem;line-height:1.6}
.fails>b,.is-error>b{color:#dc2626}.note>b,.is-warning>b{color:#b45309}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem}
.legend li{padding:0 .3rem;border-radius:.2rem;font-size:.85rem}
mark{background:var(--fact);color:inherit}
"""
