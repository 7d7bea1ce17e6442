"""The coarse name of a browser: enough to know one's own telephone again, too little to follow anybody."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name_of(user_agent: str) -> str:
    """Return the names of the browser and of its system, without versions; nothing for what is not known."""
    found = (
        next((name for sign, name in names if sign in user_agent), None) for names in (BROWSERS, SYSTEMS)
    )
    return " · ".join(name for name in found if name)
