//! Certificates: the right one, and every wrong one.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hindsight_sync::{Remote, RemoteOptions, SyncError, Way};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::door::{Answer, End, WHO, brief, http, json, listen, remote, serve};

pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap() }
    }

    pub(crate) fn root(&self) -> Vec<u8> {
        self.issuer.der().to_vec()
    }

    fn server(&self, name: &str, until_year: i32) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until_year, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }

    /// A server for `name` that says who it is.
    pub(crate) async fn listen(&self, name: &str, until_year: i32) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
        let acceptor = TlsAcceptor::from(Arc::new(self.server(name, until_year)));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        let answer: Arc<Answer> = Arc::new(|_| (json("200 OK", WHO), End::Close));
        let address = listen(move |stream| {
            let (acceptor, seen, answer) = (acceptor.clone(), Arc::clone(&seen), Arc::clone(&answer));
            async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    serve(stream, seen, answer).await;
                }
            }
        })
        .await;
        (address, heads)
    }
}

fn trusting(address: SocketAddr, roots: Vec<Vec<u8>>) -> Remote {
    let options = RemoteOptions { patience: brief(), way: Way::Direct, extra_roots: roots };
    remote(&format!("https://localhost:{}", address.port()), &options)
}

#[tokio::test]
async fn the_right_certificate_passes() {
    let authority = Authority::new();
    let (address, heads) = authority.listen("localhost", 2099).await;
    assert_eq!(trusting(address, vec![authority.root()]).whoami().await.unwrap().user, "ann");
    assert_eq!(heads.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn no_wrong_certificate_gets_a_request() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    for (name, authority, until, roots, why) in [
        ("signed by nobody known", &theirs, 2099, vec![], "nobody that this machine trusts"),
        ("signed by another", &theirs, 2099, vec![ours.root()], "nobody that this machine trusts"),
        ("expired", &ours, 2021, vec![ours.root()], "expired"),
    ] {
        let (address, heads) = authority.listen("localhost", until).await;
        let error = trusting(address, roots).whoami().await.unwrap_err();
        let SyncError::Certificate { cause, .. } = &error else { panic!("{name}: {error}") };
        assert!(cause.contains(why), "{name}: {cause}");
        assert!(heads.lock().unwrap().is_empty(), "{name}: a request went out");
    }
    let (address, heads) = ours.listen("another.example", 2099).await;
    let error = trusting(address, vec![ours.root()]).whoami().await.unwrap_err();
    assert!(
        matches!(&error, SyncError::Certificate { cause, .. } if cause.contains("another name")),
        "{error}"
    );
    assert!(!error.is_transient() && heads.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_server_without_tls_is_not_one_with_a_wrong_certificate() {
    let address = listen(async |mut stream| {
        stream.write_all(&http("400 Bad Request", "", "speak HTTP")).await.unwrap();
    })
    .await;
    let error = trusting(address, Vec::new()).whoami().await.unwrap_err();
    assert!(matches!(error, SyncError::NotHindsight { .. }), "{error}");
}
