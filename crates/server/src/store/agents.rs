//! Agents: their names, and how far they are trusted.

use hindsight_contract::agent::{Agent, Maturity, PutAgent};
use hindsight_domain::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

use super::{StoreError, Tx};

/// Registers an agent, or changes what is known of it.
pub fn put(tx: &Tx<'_>, id: &str, agent: &PutAgent, actor: &str) -> Result<Agent, StoreError> {
    let now = tx.now();
    tx.conn()
        .prepare_cached(
            "INSERT INTO agents (id, name, maturity, updated_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, maturity = excluded.maturity,
                 updated_ms = excluded.updated_ms",
        )?
        .execute(params![id, agent.name, agent.maturity.word(), now.millis()])?;
    tx.journal(actor, "agent_put", json!({ "agent_id": id, "maturity": agent.maturity }))?;
    Ok(Agent { id: id.to_owned(), name: agent.name.clone(), maturity: agent.maturity, updated_at: now })
}

/// Finds an agent.
pub fn get(connection: &Connection, id: &str) -> Result<Option<Agent>, StoreError> {
    connection
        .prepare_cached("SELECT id, name, maturity, updated_ms FROM agents WHERE id = ?1")?
        .query_row([id], columns)
        .optional()?
        .map(agent)
        .transpose()
}

/// All agents, by their ids.
pub fn list(connection: &Connection) -> Result<Vec<Agent>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, name, maturity, updated_ms FROM agents ORDER BY id")?;
    let rows = statement.query_map([], columns)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(agent).collect()
}

type Columns = (String, String, String, i64);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn agent((id, name, maturity, updated_ms): Columns) -> Result<Agent, StoreError> {
    let maturity = Maturity::from_word(&maturity)
        .ok_or_else(|| StoreError::damaged("an agent", format!("maturity {maturity}")))?;
    Ok(Agent { id, name, maturity, updated_at: Timestamp::clamp_millis(updated_ms) })
}
