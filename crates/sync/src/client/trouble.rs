//! What stands behind an error of the HTTP client.

use std::error::Error;
use std::io;
use std::time::Duration;

use crate::{OfflineCause, SyncError};

/// Names the situation. `connect` is how long a connection was waited for.
pub(super) fn classify(server: &str, error: &reqwest::Error, connect: Duration) -> SyncError {
    let server = server.to_owned();
    if let Some(tls) = causes(error).find_map(tls_of) {
        return match tls {
            rustls::Error::InvalidCertificate(_)
            | rustls::Error::NoCertificatesPresented
            | rustls::Error::UnsupportedNameType => {
                SyncError::Certificate { server, cause: certificate(tls) }
            }
            rustls::Error::InvalidMessage(_) => {
                SyncError::NotHindsight { server, found: "it does not speak TLS".to_owned() }
            }
            other => SyncError::Offline { server, cause: OfflineCause::Unreachable(format!("TLS: {other}")) },
        };
    }
    if error.is_builder() {
        return SyncError::Protocol { server, detail: innermost(error) };
    }
    SyncError::Offline { server, cause: cause(error, connect) }
}

fn cause(error: &reqwest::Error, connect: Duration) -> OfflineCause {
    use io::ErrorKind as K;
    if error.is_dns() {
        return OfflineCause::UnknownHost;
    }
    match causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).last().map(io::Error::kind) {
        Some(K::ConnectionRefused) => OfflineCause::Refused,
        Some(K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown | K::AddrNotAvailable) => {
            OfflineCause::Unreachable(innermost(error))
        }
        _ if error.is_connect() && error.is_timeout() => OfflineCause::NoConnection(connect),
        Some(K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe | K::UnexpectedEof) => {
            OfflineCause::Cut
        }
        _ if error.is_connect() => OfflineCause::Unreachable(innermost(error)),
        _ => OfflineCause::Cut,
    }
}

/// The error and all that stand behind it. An [`io::Error`] hides the one that it wraps from `source`.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| behind(*error))
}

fn behind<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn tls_of<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    cause.downcast_ref::<rustls::Error>()
}

/// What the system or the library said in the end; the layers above only repeat where.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// What is wrong with a certificate, in words that whoever runs the server can use.
fn certificate(error: &rustls::Error) -> String {
    use rustls::CertificateError as C;
    let rustls::Error::InvalidCertificate(why) = error else { return error.to_string() };
    match why {
        C::UnknownIssuer | C::BadSignature => {
            "its certificate is signed by nobody that this machine trusts".to_owned()
        }
        C::NotValidForName | C::NotValidForNameContext { .. } => {
            "its certificate is for another name".to_owned()
        }
        C::Expired | C::ExpiredContext { .. } => {
            "its certificate has expired, or this machine's clock is wrong".to_owned()
        }
        C::NotValidYet | C::NotValidYetContext { .. } => {
            "its certificate is not valid yet, or this machine's clock is wrong".to_owned()
        }
        C::Revoked => "its certificate was revoked".to_owned(),
        other => format!("its certificate is not valid: {other}"),
    }
}
