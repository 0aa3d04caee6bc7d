//! Signing in and out.

use std::fmt;

use hindsight_contract::view::SignedIn;
use hindsight_sync::{Cleartext, Remote, RemoteOptions, ServerAddress, Token};
use zeroize::Zeroizing;

use crate::{Console, ConsoleError, Result};

/// Who signs in where.
#[derive(Debug)]
pub struct SignIn {
    /// The server's address.
    pub url: String,
    /// How to prove it.
    pub credentials: Credentials,
    /// Whether a server without TLS on another machine is accepted.
    pub allow_plain_http: bool,
}

/// How a person proves who they are. Shows its secrets nowhere.
pub enum Credentials {
    /// A token that an administrator made.
    Token(Zeroizing<String>),
    /// A user's password.
    Password {
        /// The user.
        user: String,
        /// The password.
        password: Zeroizing<String>,
    },
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(_) => f.write_str("Token(…)"),
            Self::Password { user, .. } => write!(f, "Password({user}, …)"),
        }
    }
}

impl Console {
    /// Proves the credentials to the server, then keeps its token where the vault's key is.
    pub async fn login(&self, sign_in: SignIn) -> Result<SignedIn> {
        let cleartext = if sign_in.allow_plain_http { Cleartext::Allowed } else { Cleartext::LoopbackOnly };
        let address = ServerAddress::parse(&sign_in.url, cleartext)?;
        let url = address.to_string();
        let anonymous = Remote::new(address, None, &RemoteOptions::default())?;
        let token = match sign_in.credentials {
            Credentials::Token(token) => token,
            Credentials::Password { user, password } => anonymous.login(&user, &password).await?.token.into(),
        };
        let me = anonymous.with_token(Token::new(&token)).whose().await?;
        let signed_in = SignedIn { user: me.user.clone(), role: me.role };
        self.with_vault(move |vault| {
            let server_url = url.clone();
            vault.store_token(&url, token.trim())?;
            let (user, role, server_id) = (me.user, me.role, me.server_id);
            Ok(vault.sign_in(&hindsight_vault::SignIn { server_url, user, role, server_id })?)
        })
        .await?;
        Ok(signed_in)
    }

    /// Forgets the token. Recordings and the outbox stay; signing out twice is fine.
    pub async fn logout(&self) -> Result<()> {
        self.with_vault(|vault| match vault.account()? {
            Some(account) if account.signed_in => Ok(vault.sign_out()?),
            _ => Ok(()),
        })
        .await
    }

    /// The server that this console is signed in to, ready to be asked.
    pub(crate) async fn remote(&self, options: &RemoteOptions) -> Result<Remote> {
        let account = self.account().await?.filter(|account| account.signed_in);
        let url = account.ok_or(ConsoleError::NotSignedIn)?.server_url;
        let asked = url.clone();
        let token = self.with_vault(move |vault| Ok(vault.token(&asked)?)).await?;
        let token = token.ok_or(ConsoleError::NotSignedIn)?;
        // Whether plain HTTP is acceptable was decided when the token was given to this address.
        let address = ServerAddress::parse(&url, Cleartext::Allowed)?;
        Ok(Remote::new(address, Some(Token::new(&token)), options)?)
    }
}
