//! Users who sign in with a password.
