/** A made export of a ServiceNow table, with the traps of CSV, and the mapping that reads it. */
export const SERVICE_NOW_MAPPING = `# How rows of our AI agent audit table are read.
remit-mapping: 1
name: servicenow-agent-audit
vendor: ServiceNow
title: Agent actions exported from ServiceNow
custody: "Custody before ingest: asserted by ServiceNow; the export carries no signature."
format: csv
kind: tool-call
id: sys_id
time: { from: sys_created_on, format: "yyyy-MM-dd HH:mm:ss", zone: "+01:00" }
fields:
  who.sub: Opened by
  who.agent: [u_agent, u_bot]
  act.tool: u_action
  act.srv: { value: servicenow }
  out.ms: u_duration
ids: { request: number }
decision: { from: approval, values: { approved: permit, rejected: deny, "not requested": permit } }
outcome: { from: state, values: { Closed: executed, Failed: errored } }
content: { args: description }
absent: [model.req, c.prompt]
`;

/** Quoted newlines, CRLF, a mark, a row with more and one with fewer cells, a header that grew, an unknown word. */
export const SERVICE_NOW_CSV = [
  '\ufeffsys_id,number,sys_created_on,Opened by,u_agent,u_action,approval,state,u_duration,description',
  'a1,INC001,2026-11-20 10:00:00,ada@example.org,now-assist,close_incident,approved,Closed,120,"Close it,\nplease ""now"""',
  'a2,INC002,2026-11-20 10:01:00,ada@example.org,now-assist,delete_user,rejected,New,,plain,extra cell',
  'a3,INC003,2026-13-20 10:01:00,,now-assist',
  'sys_id,number,sys_created_on,Opened by,u_agent,u_action,approval,state,u_duration,description,u_bot',
  'a4,INC004,2026-11-20 10:03:00,bob@example.org,,close_incident,perhaps,Closed,1,x,bot-7',
  '',
].join('\r\n');
