//! Signing in.

use hindsight_domain::{Role, Timestamp};
use serde::{Deserialize, Serialize};

/// `POST /auth/login`.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    /// The user's name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub user: String,
    /// The user's password.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1024))]
    pub password: String,
}

/// Its reply.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginReply {
    /// A bearer token.
    pub token: String,
    /// When it ends.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// Whose it is.
    pub user: String,
    /// What it allows.
    pub role: Role,
}

/// `GET /sync/v1/whoami`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhoAmI {
    /// Whose token it is.
    pub user: String,
    /// What it allows.
    pub role: Role,
    /// Which server: random, made with its store.
    pub server_id: String,
    /// The server's program version.
    pub version: String,
    /// The server's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
}
