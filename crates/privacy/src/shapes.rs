//! Tokens that are known by their own form, wherever they stand.
//!
//! Each row gives the documented form; the least length is set lower than the provider's, so that an
//! older, newer or shortened one is found too, and higher than what ordinary text has behind the prefix.

use crate::SecretKind::{self, *};
use crate::bytes::{begins_run, begins_word, is_base64, is_base64url, is_hex, is_word, run_end};

/// A prefix and what follows it.
pub(crate) struct Shape {
    pub(crate) prefix: &'static str,
    pub(crate) kind: SecretKind,
    body: fn(u8) -> bool,
    /// Bytes that have to follow the prefix.
    least: usize,
    demand: Demand,
}

/// What else has to hold, where prefix and length alone could be ordinary text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    Nothing,
    /// The prefix begins a word. Rows without this have a prefix that text and base64 do not contain.
    Fresh,
    /// Fresh, and the body holds a digit and a letter.
    FreshMixed,
    /// Fresh, and the body has exactly the least length.
    FreshExact,
}

const fn row(
    prefix: &'static str,
    kind: SecretKind,
    body: fn(u8) -> bool,
    least: usize,
    demand: Demand,
) -> Shape {
    Shape { prefix, kind, body, least, demand }
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_dotted(byte: u8) -> bool {
    is_base64url(byte) || byte == b'.'
}

fn is_path(byte: u8) -> bool {
    is_base64url(byte) || byte == b'/'
}

pub(crate) const SHAPES: &[Shape] = &[
    // sk-ant-api03-…, sk-ant-admin01-…, sk-ant-oat01-…: https://docs.anthropic.com/en/api/overview
    row("sk-ant-", AnthropicKey, is_base64url, 12, Demand::Fresh),
    // sk-…, sk-proj-…, sk-svcacct-…, sk-admin-…: https://platform.openai.com/docs/api-reference/authentication
    // (also the form of OpenRouter, DeepSeek and others that speak OpenAI's protocol)
    row("sk-", OpenaiKey, is_base64url, 16, Demand::FreshMixed),
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: AKIA long-term, ASIA
    // temporary, ABIA service bearer, ACCA context-specific; 16 more of A-Z2-7
    row("AKIA", AwsAccessKeyId, is_upper, 16, Demand::FreshExact),
    row("ASIA", AwsAccessKeyId, is_upper, 16, Demand::FreshExact),
    row("ABIA", AwsAccessKeyId, is_upper, 16, Demand::FreshExact),
    row("ACCA", AwsAccessKeyId, is_upper, 16, Demand::FreshExact),
    // https://cloud.google.com/docs/authentication/api-keys: AIza and 35 more
    row("AIza", GoogleKey, is_base64url, 30, Demand::Fresh),
    // https://developers.google.com/identity/protocols/oauth2: access token, refresh token, client secret
    row("ya29.", GoogleKey, is_base64url, 20, Demand::Fresh),
    row("1//0", GoogleKey, is_base64url, 30, Demand::Fresh),
    row("GOCSPX-", GoogleKey, is_base64url, 20, Demand::Nothing),
    // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/: 36 more, and
    // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
    row("ghp_", GithubToken, is_alphanumeric, 20, Demand::Nothing),
    row("gho_", GithubToken, is_alphanumeric, 20, Demand::Nothing),
    row("ghu_", GithubToken, is_alphanumeric, 20, Demand::Nothing),
    row("ghs_", GithubToken, is_alphanumeric, 20, Demand::Nothing),
    row("ghr_", GithubToken, is_alphanumeric, 20, Demand::Nothing),
    row("github_pat_", GithubToken, is_word, 20, Demand::Nothing),
    // https://docs.gitlab.com/security/tokens/#token-prefixes: 20 more
    row("glpat-", GitlabToken, is_dotted, 16, Demand::Nothing),
    row("gloas-", GitlabToken, is_dotted, 16, Demand::Nothing),
    row("gldt-", GitlabToken, is_dotted, 16, Demand::Nothing),
    row("glrt-", GitlabToken, is_dotted, 16, Demand::Nothing),
    row("glcbt-", GitlabToken, is_dotted, 16, Demand::Nothing),
    row("glptt-", GitlabToken, is_dotted, 16, Demand::Nothing),
    row("glft-", GitlabToken, is_dotted, 16, Demand::Nothing),
    row("glsoat-", GitlabToken, is_dotted, 16, Demand::Nothing),
    row("glagent-", GitlabToken, is_dotted, 16, Demand::Nothing),
    // https://api.slack.com/authentication/token-types: bot, user, app, refresh, configuration, cookie
    row("xoxa-", SlackToken, is_base64url, 10, Demand::Nothing),
    row("xoxb-", SlackToken, is_base64url, 10, Demand::Nothing),
    row("xoxp-", SlackToken, is_base64url, 10, Demand::Nothing),
    row("xoxr-", SlackToken, is_base64url, 10, Demand::Nothing),
    row("xoxs-", SlackToken, is_base64url, 10, Demand::Nothing),
    row("xoxc-", SlackToken, is_base64url, 10, Demand::Nothing),
    row("xoxd-", SlackToken, is_base64, 10, Demand::Nothing),
    row("xoxe-", SlackToken, is_base64url, 10, Demand::Nothing),
    row("xoxe.", SlackToken, is_dotted, 10, Demand::Nothing),
    row("xapp-", SlackToken, is_base64url, 10, Demand::Nothing),
    // https://api.slack.com/messaging/webhooks and https://discord.com/developers/docs/resources/webhook
    row("hooks.slack.com/", Webhook, is_path, 20, Demand::Nothing),
    row("discord.com/api/webhooks/", Webhook, is_path, 20, Demand::Nothing),
    row("discordapp.com/api/webhooks/", Webhook, is_path, 20, Demand::Nothing),
    // https://docs.stripe.com/keys: secret and restricted keys; https://docs.stripe.com/webhooks: signing
    row("sk_live_", StripeKey, is_word, 10, Demand::Nothing),
    row("sk_test_", StripeKey, is_word, 10, Demand::Nothing),
    row("rk_live_", StripeKey, is_word, 10, Demand::Nothing),
    row("rk_test_", StripeKey, is_word, 10, Demand::Nothing),
    row("whsec_", StripeKey, is_base64, 16, Demand::Nothing),
    // https://www.twilio.com/docs/iam/api-keys: SK and 32 hex digits
    row("SK", TwilioKey, is_hex, 32, Demand::FreshExact),
    // https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys: SG, 22 and 43 more
    row("SG.", SendgridKey, is_dotted, 40, Demand::Fresh),
    // https://docs.npmjs.com/about-access-tokens: 36 more
    row("npm_", NpmToken, is_alphanumeric, 24, Demand::Fresh),
    // https://pypi.org/help/#apitoken: a macaroon that begins with AgEI
    row("pypi-AgE", PypiToken, is_base64url, 16, Demand::Nothing),
    // https://huggingface.co/docs/hub/security-tokens: 34 more; organisations api_org_
    row("hf_", HuggingfaceToken, is_alphanumeric, 24, Demand::Fresh),
    row("api_org_", HuggingfaceToken, is_alphanumeric, 24, Demand::Fresh),
    // https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt: key- and 32 hex digits
    row("key-", MailgunKey, is_hex, 32, Demand::FreshExact),
    // https://docs.digitalocean.com/reference/api/create-personal-access-token/: 64 hex digits
    row("dop_v1_", DigitaloceanToken, is_hex, 32, Demand::Nothing),
    row("doo_v1_", DigitaloceanToken, is_hex, 32, Demand::Nothing),
    row("dor_v1_", DigitaloceanToken, is_hex, 32, Demand::Nothing),
    // https://shopify.dev/changelog/app-secret-key-length-has-increased: 32 hex digits
    row("shpat_", ShopifyToken, is_hex, 24, Demand::Nothing),
    row("shpca_", ShopifyToken, is_hex, 24, Demand::Nothing),
    row("shppa_", ShopifyToken, is_hex, 24, Demand::Nothing),
    row("shpss_", ShopifyToken, is_hex, 24, Demand::Nothing),
    // https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
    row("hvs.", ProviderKey, is_base64url, 20, Demand::Fresh),
    row("hvb.", ProviderKey, is_base64url, 20, Demand::Fresh),
    // https://docs.docker.com/security/access-tokens/
    row("dckr_pat_", ProviderKey, is_base64url, 16, Demand::Nothing),
    // https://docs.databricks.com/en/dev-tools/auth/pat.html: dapi and 32 hex digits
    row("dapi", ProviderKey, is_hex, 32, Demand::Fresh),
    // https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
    row("ATATT3", ProviderKey, is_base64, 40, Demand::Fresh),
    // https://grafana.com/docs/grafana/latest/administration/service-accounts/
    row("glsa_", ProviderKey, is_word, 20, Demand::Nothing),
    // https://console.groq.com/docs/quickstart, https://docs.x.ai/docs/overview, https://replicate.com/docs
    row("gsk_", ProviderKey, is_alphanumeric, 24, Demand::Fresh),
    row("xai-", ProviderKey, is_base64url, 32, Demand::Fresh),
    row("r8_", ProviderKey, is_alphanumeric, 24, Demand::Fresh),
    // https://github.com/FiloSottile/age/blob/main/doc/age-keygen.1.ronn: bech32
    row("AGE-SECRET-KEY-1", PrivateKey, is_upper, 40, Demand::Nothing),
];

impl Shape {
    /// Where the token that begins at `at` ends, if there is one. Reads no more than the token, and of
    /// what is none no more than `least` bytes, or one word that no other call reads.
    pub(crate) fn matches(&self, text: &[u8], at: usize) -> Option<usize> {
        let body = at + self.prefix.len();
        if text.get(at..body)? != self.prefix.as_bytes() {
            return None;
        }
        let begins = match self.demand {
            Demand::Nothing => true,
            Demand::Fresh | Demand::FreshExact => begins_word(text, at),
            Demand::FreshMixed => begins_run(text, at),
        };
        if !begins {
            return None;
        }
        let mut end = run_end(text, body, self.body);
        let fits = match self.demand {
            Demand::Nothing | Demand::Fresh => true,
            Demand::FreshMixed => {
                let body = &text[body..end];
                body.iter().any(u8::is_ascii_digit) && body.iter().any(u8::is_ascii_alphabetic)
            }
            Demand::FreshExact => {
                let whole = !text.get(body + self.least).is_some_and(|&next| is_word(next));
                end = end.min(body + self.least);
                whole
            }
        };
        (fits && end - body >= self.least).then_some(end)
    }
}
