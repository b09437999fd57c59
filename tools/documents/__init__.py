"""The parts of the READMEs that come from the code, and their generators.

A document holds ``<!-- name -->``, text, ``<!-- /name -->``; ``GENERATORS`` tells who writes the text.
"""

GENERATORS = {
    "state diagram": "tools.documents.state_diagram:state_diagram_markdown",
    "settings reference": "tools.documents.settings_reference:settings_reference_markdown",
    "centre reference": "tools.documents.centre_reference:centre_reference_markdown",
    "command help": "tools.documents.command_help:command_help_markdown",
    "route table": "tools.documents.routes:route_table_markdown",
    "centre route table": "tools.documents.routes:centre_route_table_markdown",
    "protocol": "tools.documents.protocol:protocol_markdown",
    "wire table": "tools.documents.wire:wire_table_markdown",
    "wiring tables": "tools.documents.wiring:wiring_tables_markdown",
    "lamps and beeps": "tools.documents.wiring:signals_markdown",
}
"""Marker -> module:function. The function returns Markdown; it is imported where the marker is used."""
