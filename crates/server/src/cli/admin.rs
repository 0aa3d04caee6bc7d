//! Tokens and users, by who has the store's folder.

use std::io::Read;

use anyhow::{Context, bail};
use hindsight_domain::Role;
use serde_json::{Value, json};

use super::output::print;
use super::serve::open;
use super::{TokenWord, UserWord, Word};
use crate::config::Config;
use crate::password;
use crate::store::tokens::NewToken;
use crate::store::{Store, StoreError, Tx, journal, tokens, users};
use crate::system::SystemChance;

/// Letters of a user's name at most.
const NAME_CHARS: usize = 200;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Does what was asked, and writes it into the journal.
pub(super) async fn act(config: &Config, word: Word, json: bool) -> anyhow::Result<()> {
    let store = open(config)?;
    let done = match word {
        Word::Token(word) => token(&store, word).await,
        Word::User(word) => user(&store, word).await,
        Word::Verify => verify(&store).await,
    };
    store.close().await;
    let (document, people) = done?;
    print(json, &document, &people);
    Ok(())
}

/// What is printed: for programs and for people.
type Printed = (Value, String);

/// Who acts, for the journal: whoever has the machine's rights to the store.
fn actor() -> String {
    let name = ["SUDO_USER", "USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    format!("operator:{}", name.unwrap_or_else(|| "unknown".into()))
}

fn check_name(name: &str) -> anyhow::Result<()> {
    let chars = name.chars().count();
    if chars == 0 || chars > NAME_CHARS || name.chars().any(char::is_control) || name.trim() != name {
        bail!(
            "`{name}` cannot be a user's name: 1 to {NAME_CHARS} characters, none of them a control character"
        );
    }
    Ok(())
}

async fn token(store: &Store, word: TokenWord) -> anyhow::Result<Printed> {
    match word {
        TokenWord::Create { user, role, service, expires_days } => {
            check_name(&user)?;
            let made = store
                .write(move |tx| {
                    let expires_at = expires_days.map(|days| tx.now().plus(i64::from(days) * DAY_MS));
                    let new = NewToken { user, role, service, login: false, expires_at };
                    Ok((tokens::create(tx, &new, &actor())?, new))
                })
                .await?;
            let (made, new) = made;
            let document = json!({
                "token": made.token, "id": made.id, "user": new.user, "role": new.role, "service": new.service,
                "expires_at": new.expires_at,
            });
            let people = format!(
                "{}\n\nThis is shown once. It is {}, for {} as {}.",
                made.token, made.id, new.user, new.role
            );
            Ok((document, people))
        }
        TokenWord::List => {
            let tokens = store.read(tokens::list).await?;
            let items = tokens.iter().map(|token| {
                json!({
                    "id": token.id, "user": token.user, "role": token.role, "service": token.service,
                    "created_at": token.created_at, "expires_at": token.expires_at,
                    "revoked_at": token.revoked_at, "last_used_at": token.last_used_at,
                })
            });
            let rows = tokens.iter().map(|token| {
                let state = match (token.revoked_at, token.expires_at) {
                    (Some(at), _) => format!("revoked {at}"),
                    (None, Some(at)) => format!("until {at}"),
                    (None, None) => "for good".into(),
                };
                let used = token.last_used_at.map_or("never used".into(), |at| format!("used {at}"));
                format!("{}  {:<20} {:<10} {state}, {used}", token.id, token.user, token.role)
            });
            Ok((list(&items.collect::<Vec<_>>()), rows.collect::<Vec<_>>().join("\n")))
        }
        TokenWord::Revoke { id } => {
            let revoked = id.clone();
            store.write(move |tx| tokens::revoke(tx, &revoked, &actor())).await?;
            Ok((json!({ "id": id, "revoked": true }), format!("{id} is revoked.")))
        }
    }
}

async fn user(store: &Store, word: UserWord) -> anyhow::Result<Printed> {
    let (name, job): (String, Job) = match word {
        UserWord::Add { name, role, password_stdin: _ } => {
            check_name(&name)?;
            let hash = password::hash(&read_password()?, &SystemChance)?;
            let new = name.clone();
            store.write(move |tx| users::add(tx, &new, role, &hash, &actor())).await?;
            return Ok((named(&name, role), format!("{name} may sign in as {role}.")));
        }
        UserWord::List => return list_users(store).await,
        UserWord::Role { name, role } => {
            let user = name.clone();
            store.write(move |tx| users::set_role(tx, &user, role, &actor())).await?;
            return Ok((named(&name, role), format!("{name} is a {role} now.")));
        }
        UserWord::Password { name, password_stdin: _ } => {
            let hash = password::hash(&read_password()?, &SystemChance)?;
            (name, Box::new(move |tx, name| users::set_password(tx, name, &hash, &actor())))
        }
        UserWord::Disable { name } => {
            (name, Box::new(|tx, name| users::set_disabled(tx, name, true, &actor())))
        }
        UserWord::Enable { name } => {
            (name, Box::new(|tx, name| users::set_disabled(tx, name, false, &actor())))
        }
    };
    let user = name.clone();
    store.write(move |tx| job(tx, &user)).await?;
    Ok((json!({ "id": name, "user": name, "ok": true }), format!("{name}: done.")))
}

/// What changes a user.
type Job = Box<dyn FnOnce(&Tx<'_>, &str) -> Result<(), StoreError> + Send>;

async fn list_users(store: &Store) -> anyhow::Result<Printed> {
    let users = store.read(users::list).await?;
    let items = users.iter().map(|user| {
        let mut row = named(&user.name, user.role);
        row["disabled"] = json!(user.disabled);
        row["created_at"] = json!(user.created_at);
        row
    });
    let rows = users.iter().map(|user| {
        format!("{:<30} {:<10} {}", user.name, user.role, if user.disabled { "shut out" } else { "" })
    });
    Ok((list(&items.collect::<Vec<_>>()), rows.collect::<Vec<_>>().join("\n")))
}

fn named(name: &str, role: Role) -> Value {
    json!({ "id": name, "user": name, "role": role })
}

fn list(items: &[Value]) -> Value {
    let total = items.len();
    json!({ "items": items, "total": total })
}

/// The password on standard input, without the line break at its end.
fn read_password() -> anyhow::Result<String> {
    let mut text = String::new();
    let limit = password::MAX_CHARS as u64 * 4 + 2;
    std::io::stdin().take(limit).read_to_string(&mut text).context("the password on standard input")?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

async fn verify(store: &Store) -> anyhow::Result<Printed> {
    let entries = store.read(journal::verify).await?;
    Ok((json!({ "ok": true, "entries": entries }), format!("The journal hangs together: {entries} entries.")))
}
