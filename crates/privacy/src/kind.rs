//! What sort of secret was found.

use std::fmt;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $name:literal,)+) => {
        /// The sort of a secret. Its name stands in the marker that replaces the secret and in
        /// findings; names are stored, so they are never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum SecretKind { $($(#[$doc])* $kind,)+ }

        impl SecretKind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// The stable name: lower case, digits and `_`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            /// What replaces a secret of this kind.
            #[must_use]
            pub const fn marker(self) -> &'static str {
                match self { $(Self::$kind => concat!("[redacted:", $name, "]"),)+ }
            }
        }
    };
}

kinds! {
    AnthropicKey => "anthropic_key",
    /// A key that is known by the name it stands under, not by its form.
    ApiKey => "api_key",
    /// An `Authorization` value of another scheme than `Basic` and `Bearer`.
    Authorization => "authorization",
    AwsAccessKeyId => "aws_access_key_id",
    AwsSecretKey => "aws_secret_key",
    AzureKey => "azure_key",
    BasicAuth => "basic_auth",
    BearerToken => "bearer_token",
    ConnectionString => "connection_string",
    Cookie => "cookie",
    Credential => "credential",
    DigitaloceanToken => "digitalocean_token",
    GithubToken => "github_token",
    GitlabToken => "gitlab_token",
    GoogleKey => "google_key",
    HuggingfaceToken => "huggingface_token",
    Jwt => "jwt",
    MailgunKey => "mailgun_key",
    NpmToken => "npm_token",
    OneTimeCode => "one_time_code",
    OpenaiKey => "openai_key",
    Password => "password",
    Pin => "pin",
    PrivateKey => "private_key",
    /// A key of a provider without a kind of its own, known by its prefix.
    ProviderKey => "provider_key",
    PypiToken => "pypi_token",
    Secret => "secret",
    SendgridKey => "sendgrid_key",
    ShopifyToken => "shopify_token",
    /// What makes a signed URL valid.
    Signature => "signature",
    SlackToken => "slack_token",
    StripeKey => "stripe_key",
    TelegramToken => "telegram_token",
    /// A token that is known by the name it stands under, not by its form.
    Token => "token",
    /// Not found to be a secret: too deeply nested, or too entangled, to be looked at.
    Unexamined => "unexamined",
    UrlPassword => "url_password",
    /// A URL that lets whoever knows it post.
    Webhook => "webhook",
    TwilioKey => "twilio_key",
}

impl fmt::Display for SecretKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
