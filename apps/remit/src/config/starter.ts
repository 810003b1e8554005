/** The configuration file that `remit init` writes. A test loads it, so it stays valid. */
export const STARTER_CONFIG = `# Remit. Every key is explained in docs/configuration.md.
data: ./remit-data
listen:
  host: 127.0.0.1
  port: 8420
# MCP servers behind the gateway, by name.
servers: {}
#  files:
#    command: npx
#    args: ["-y", "@modelcontextprotocol/server-filesystem", "/srv/files"]
#  tickets:
#    url: https://mcp.example.com/mcp
#    headers:
#      Authorization: { file: ./secrets/tickets-authorization }
log:
  # Who cosigns the log. Best run by someone else: remit witness.
  witnesses: []
# limits:
#  calls-per-minute: { person: 600, agent: 600, tool: 1200 }
approvals:
  timeout-seconds: 300
`;
