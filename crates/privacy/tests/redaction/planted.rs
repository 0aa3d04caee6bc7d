//! Secrets that never were any: composed here, so that no scanner takes this file for a leak.

use hindsight_privacy::SecretKind::{self, *};

const HEX: &str = "0123456789abcdef";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const MIXED: &str = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zZ";

/// `length` characters of `alphabet`, the same for the same `seed`.
pub(crate) fn chars(alphabet: &str, length: usize, seed: usize) -> String {
    let alphabet = alphabet.as_bytes();
    let mut state = seed as u64;
    let next = || {
        // Knuth's MMIX generator; its upper bits are the good ones.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(alphabet[(state >> 33) as usize % alphabet.len()])
    };
    std::iter::repeat_with(next).take(length).collect()
}

pub(crate) fn mixed(length: usize, seed: usize) -> String {
    chars(MIXED, length, seed)
}

pub(crate) fn hex(length: usize, seed: usize) -> String {
    chars(HEX, length, seed)
}

/// One secret per form that a detector knows by itself.
pub(crate) fn by_form(seed: usize) -> Vec<(SecretKind, String)> {
    let prefixed = |prefix: &str, body: String| format!("{prefix}{body}");
    let mixed = |length| mixed(length, seed);
    let hex = |length| hex(length, seed);
    let jwt = format!("eyJhbGciOi{}.eyJzdWIi{}.{}", mixed(20), mixed(30), mixed(43));
    vec![
        (AnthropicKey, prefixed("sk-ant-", format!("api03-{}-{}AA", mixed(40), mixed(50)))),
        (OpenaiKey, prefixed("sk-", mixed(48))),
        (OpenaiKey, prefixed("sk-", format!("proj-{}_{}", mixed(30), mixed(30)))),
        (AwsAccessKeyId, prefixed("AKIA", chars(UPPER, 16, seed))),
        (AwsAccessKeyId, prefixed("ASIA", chars(UPPER, 16, seed))),
        (GoogleKey, prefixed("AIza", mixed(35))),
        (GoogleKey, prefixed("ya29.", mixed(60))),
        (GoogleKey, prefixed("GOCSPX-", mixed(28))),
        (GithubToken, prefixed("ghp_", mixed(36))),
        (GithubToken, prefixed("gho_", mixed(36))),
        (GithubToken, prefixed("ghu_", mixed(36))),
        (GithubToken, prefixed("ghs_", mixed(36))),
        (GithubToken, prefixed("ghr_", mixed(76))),
        (GithubToken, prefixed("github_pat_", format!("{}_{}", mixed(22), mixed(59)))),
        (GitlabToken, prefixed("glpat-", mixed(20))),
        (SlackToken, prefixed("xoxb-", format!("1234567890-1234567890-{}", mixed(24)))),
        (SlackToken, prefixed("xoxp-", format!("1234567890-{}", hex(32)))),
        (Webhook, prefixed("hooks.slack.com/", format!("services/T0000/B0000/{}", mixed(24)))),
        (StripeKey, prefixed("sk_live_", mixed(24))),
        (StripeKey, prefixed("rk_live_", mixed(24))),
        (StripeKey, prefixed("whsec_", mixed(32))),
        (TwilioKey, prefixed("SK", hex(32))),
        (SendgridKey, prefixed("SG.", format!("{}.{}", mixed(22), mixed(43)))),
        (NpmToken, prefixed("npm_", mixed(36))),
        (PypiToken, prefixed("pypi-AgE", format!("IcHlwaS5vcmc{}", mixed(60)))),
        (HuggingfaceToken, prefixed("hf_", mixed(34))),
        (MailgunKey, prefixed("key-", hex(32))),
        (DigitaloceanToken, prefixed("dop_v1_", hex(64))),
        (ShopifyToken, prefixed("shpat_", hex(32))),
        (TelegramToken, format!("123456789:AA{}", mixed(33))),
        (AzureKey, format!("abc7Q~{}", mixed(34))),
        (ProviderKey, prefixed("hvs.", mixed(24))),
        (ProviderKey, prefixed("dckr_pat_", mixed(27))),
        (Jwt, jwt),
        (PrivateKey, pem("RSA PRIVATE KEY", &mixed(200))),
        (PrivateKey, pem("OPENSSH PRIVATE KEY", &mixed(200))),
    ]
}

pub(crate) fn pem(label: &str, body: &str) -> String {
    let lines: Vec<&str> =
        body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or("")).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", lines.join("\n"))
}
