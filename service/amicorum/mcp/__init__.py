"""The MCP server: what assistants may ask of the graph, as tools over the features (https://modelcontextprotocol.io)."""
