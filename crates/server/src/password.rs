//! Passwords: Argon2id at rest, and a check whose time tells nobody whether the user exists.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use hindsight_domain::Chance;
use thiserror::Error;

/// Random bytes of a salt.
const SALT_BYTES: usize = 16;
/// Letters of a password at most.
pub const MAX_CHARS: usize = 1_024;

/// A password that cannot be one, or a hash that cannot be read.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Empty, or over [`MAX_CHARS`].
    #[error("a password has 1 to {MAX_CHARS} characters")]
    Length,
    /// Argon2 refused.
    #[error("the password cannot be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// Hashes a password with the parameters that OWASP asks for (19 MiB, 2 passes, 1 lane), as a PHC string.
pub fn hash(password: &str, chance: &dyn Chance) -> Result<String, PasswordError> {
    let chars = password.chars().count();
    if chars == 0 || chars > MAX_CHARS {
        return Err(PasswordError::Length);
    }
    let mut salt = [0; SALT_BYTES];
    chance.fill(&mut salt);
    let hash: PasswordHash =
        Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map_err(PasswordError::Hash)?;
    Ok(hash.to_string())
}

/// Whether the password is that of `known`, the hash of a user. Without a user the same work is done in vain.
pub fn is_right(password: &str, known: Option<&str>) -> bool {
    let parsed = known.and_then(|hash| PasswordHash::new(hash).ok());
    match parsed {
        Some(hash) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        None => {
            let in_vain: Result<PasswordHash, _> =
                Argon2::default().hash_password_with_salt(password.as_bytes(), &[0; SALT_BYTES]);
            drop(in_vain);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;
    impl Chance for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let known = hash("correct horse", &Fixed).unwrap();
        assert!(known.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{known}");
        assert!(is_right("correct horse", Some(&known)));
        assert!(!is_right("wrong horse", Some(&known)));
        assert!(!is_right("correct horse", None));
        assert!(matches!(hash("", &Fixed), Err(PasswordError::Length)));
    }
}
