"""The README of a cluster's folder: what a person does with it, in the order of the steps."""

from collections.abc import Sequence
from urllib.parse import urlsplit


def readme(hosts: Sequence[str], store: str) -> str:
    """Of these machines; the store's password is not told."""
    place = urlsplit(store)
    database = f"{place.hostname or 'its own machine'}{place.path}"
    each = "\n".join(f"rsync -a --chown=root:root {host}/ root@{host}:/" for host in hosts)
    return f"""\
# A centre on {len(hosts)} machines and more

This folder holds secrets: `keys.json` (all halls), `tls/authority.key` (who holds it can pose as the centre), `centre.toml`. Keep it
on one machine that is in no hall's reach, and in a backup. `tools/deploy cluster` renews everything but those three.

## Once

1. **PostgreSQL** 15 or newer at `{database}`: make the user and the database, and see to its own backup and standby.
2. **On each machine**: Debian 12, git and python3, this project at the place that the units name, `tools/run` once (it makes `.venv`).
   The clocks must be right (`timedatectl`). Between the machines port 6222 is open, for halls port 4222, nothing else.
3. **The files**, from here:

```
{each}
```

4. **On each machine**, as root:

```
systemd-sysusers
chgrp -R anycounter /etc/anycounter && chmod -R u=rwX,g=rX,o= /etc/anycounter
systemctl daemon-reload
systemctl enable --now anycounter-broker
```

   `curl -s http://127.0.0.1:8222/healthz` answers `{{"status":"ok"}}` once two of them see each other.
5. **Workers**, as many as there are processors, on these machines or others (files of `more/`):
   `systemctl enable --now anycounter-intake@1`.
6. **Pages**: `systemctl enable --now anycounter-web` on two machines, a proxy with HTTPS before them. Users and sessions are in
   the store: `anycounter centre add-user NAME /etc/anycounter/centre.toml` on any of them.
7. **The way up**, where `[above]` is in `centre.toml`: `systemctl enable --now anycounter-above` on two machines; one of them works.

{later(hosts)}"""


def later(hosts: Sequence[str]) -> str:
    """What comes up when it works."""
    reload = "\n".join(
        f"rsync -a {host}/etc/anycounter/ root@{host}:/etc/anycounter/ && "
        f"ssh root@{host} 'chgrp -R anycounter /etc/anycounter && systemctl reload anycounter-broker'"
        for host in hosts
    )
    stops = "nothing is taken any more; halls keep everything and send it later."
    two = stops if len(hosts) == 3 else "the others go on, as long as no message had both among its three copies."
    return f"""\
## A new hall

`tools/deploy cluster THIS-FOLDER --hall ID` makes its key and prints the lines of its hall.toml. Then every member has to learn
of it; nobody is disconnected by this:

```
{reload}
```

Until then a member that does not know the hall refuses it, and the hall tries the next one.

## Something else

- **Another setting**: change `centre.toml` here, `tools/deploy cluster THIS-FOLDER`, copy, restart the parts.
- **A machine is lost**: the others go on. Give a new one the same name, install it as above; it fetches what it lacks from the others.
- **Two of {len(hosts)} are lost**: {two}
- **PostgreSQL is away**: events wait in the broker, pages show standings and say how old figures are. It goes on by itself.
"""
