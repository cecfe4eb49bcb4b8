"""What business-intelligence tools import, and the guide to connecting them."""
