//! What is found in text, and what is not: a table per kind of notation.

use crate::planted::{by_form, hex, mixed, pem};
use hindsight_privacy::SecretKind::{self, *};
use hindsight_privacy::redact_text;

/// Cases of one notation; all that fail are listed.
#[derive(Default)]
struct Table {
    failures: Vec<String>,
}

impl Table {
    /// `text` with its secret, marked as `‹…›`, replaced by the marker of `kind`, and nothing else changed.
    fn found(&mut self, kind: SecretKind, text: &str) {
        let (before, rest) = text.split_once('‹').unwrap();
        let (secret, after) = rest.rsplit_once('›').unwrap();
        let expected = format!("{before}{}{after}", kind.marker());
        self.compare(&format!("{before}{secret}{after}"), &expected, &[kind]);
        self.compare(&expected, &expected, &[]);
    }

    fn untouched(&mut self, text: &str) {
        self.compare(text, text, &[]);
    }

    fn compare(&mut self, text: &str, expected: &str, kinds: &[SecretKind]) {
        let (redacted, findings) = redact_text(text);
        let found: Vec<SecretKind> = findings.iter().map(|finding| finding.kind).collect();
        if redacted != expected || found != kinds {
            self.failures.push(format!("   {text:?}\n-> {redacted:?}\nis {expected:?}\n"));
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        assert!(self.failures.is_empty() || std::thread::panicking(), "\n{}", self.failures.join("\n"));
    }
}

#[test]
fn tokens_are_known_by_their_form_wherever_they_stand() {
    let mut table = Table::default();
    for (kind, secret) in by_form(3) {
        for (before, after) in [
            ("", ""),
            ("use ", " now"),
            ("(", ")"),
            ("x = '", "'"),
            ("line\n", "\nline"),
            ("\u{1b}[32m", "\u{1b}[0m"),
            ("escaped\\n", "\\n"),
            ("é", "é"),
            ("a,", ",b"),
        ] {
            table.found(kind, &format!("{before}‹{secret}›{after}"));
        }
    }
}

#[test]
fn relatives_of_those_forms_are_left_alone() {
    let mut table = Table::default();
    for text in [
        "risk-based-assessment-of-2024-projects",
        "a task-1234567890abcdefghij",
        "class=\"sk-circle-fade-dot sk-chase-dot\"",
        "sk-learn and sk-SK",
        "the AKIA prefix, AKIASHORT",
        "xAKIAABCDEFGHIJKLMNOP",
        "AKIAABCDEFGHIJKLMNOPQRSTUVW is too long",
        "ghp_short",
        "npm_config_registry=https://example.com npm_lifecycle_event",
        "hf_hub_download(repo_id=x)",
        "glpat- is the prefix",
        "whsec_ and sk_live_ and pk_live_51ABCDEFGHIJKLMNOPQRSTUV",
        "SKU SK1234 SKIPPED SG.com",
        "eyJhbGciOiJIUzI1NiJ9 alone is a header",
        "key-value key-0123 key-with-hyphens",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIabcdefghijklmnop user@host",
        "[`Authorization`]: https://example.com/Authorization",
        "pub const SO_COOKIE: c_int = 57;",
        "Basic Open Source SAM-BA",
        "cookie = \"0.18\"",
        "getpass('Password: ', stream)",
        "lists `authorization`, `access-control`, [\"cookie\", \"range\"]",
        "Into<Cookie>` in place of `Cookie`",
        "token: mio::Token, semi_token: Token![;], brace_token: braced!(content in input),",
        "password = new(hash_name, password).digest()",
        "'password': config.get(server, 'password'),",
        "10:45:AM 12345678:ABC",
        "https://hooks.slack.com/ is the host",
        "pypi-publish dop_v1_ hvs. xoxb-",
    ] {
        table.untouched(text);
    }
}

#[test]
fn authorization_headers_lose_what_follows_the_scheme() {
    let mut table = Table::default();
    table.found(BearerToken, "Authorization: Bearer ‹abc›");
    table.found(BearerToken, "authorization:bearer ‹tok_1›\r\nAccept: */*");
    table.found(BearerToken, "curl -H 'Authorization: Bearer ‹abc.def›' https://example.com");
    table.found(BearerToken, "curl -H \"Authorization: Bearer ‹abc.def›\" https://example.com");
    table.found(BasicAuth, "Authorization: Basic ‹dXNlcjpwYXNz›");
    table.found(BasicAuth, "Proxy-Authorization: Basic ‹dXNlcjpwYXNz›");
    table.found(Authorization, "Authorization: Token ‹9944b09199c62bcf›");
    table.found(Authorization, "Authorization: Token ‹token=\"abc\", nonce=\"def\"›\nHost: x");
    table.found(Authorization, "Authorization: ApiKey ‹abc›, see below");
    table.found(
        Authorization,
        "Authorization: AWS4-HMAC-SHA256 ‹Credential=a/b, SignedHeaders=host, Signature=f00›\nHost: x",
    );
    table.found(Authorization, "Authorization: Digest ‹username=\"u\", response=\"r\"›\nHost: x");
    table.found(Authorization, "Authorization: ‹9944b09199c62bcf›");
    table.found(BearerToken, "{'Authorization': 'Bearer ‹abc›', 'Accept': 'x'} is Python");
    table.found(BearerToken, "headers.set(\"Authorization\", \"Bearer ‹abc›\");");
    table.found(BearerToken, "say Bearer ‹abc-def-1234›");
    table.found(BearerToken, "Bearer ‹planted-secret-value›");
    table.found(BasicAuth, "it sent Basic ‹dXNlcjpwYXNzd29yZA==› there");
    table.found(BasicAuth, "curl -s -u admin:‹hunter2› https://example.com");
    table.found(BasicAuth, "curl --user 'admin:‹hunter2›' https://example.com");
    for text in [
        "docker run -u 1000:1000 image",
        "curl -u admin:$PASSWORD https://example.com",
        "the bearer of bad news",
        "Bearer token authentication is required",
        "Bearer authentication",
        "Basic understanding of authentication",
        "Basic training: done",
        "Authorization: Bearer <token>",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer ${API_TOKEN}",
        "Authorization: required",
        "authorization_endpoint: https://example.com/authorize",
        "The authorization was granted.",
    ] {
        table.untouched(text);
    }
}

#[test]
fn cookies_go_up_to_the_end_of_their_header() {
    let mut table = Table::default();
    table.found(Cookie, "Cookie: ‹sid=abc; theme=dark›");
    table.found(Cookie, "GET / HTTP/1.1\r\nCookie: ‹sid=abc; theme=\"da rk\"; x=1›\r\nHost: x");
    table.found(Cookie, "Set-Cookie: ‹sid=abc; Path=/; HttpOnly›\nServer: x");
    table.found(Cookie, "curl -H 'Cookie: ‹a=b; c=d›' -H 'Accept: x'");
    table.found(Cookie, "log: Cookie: ‹a=b; c=d›\\nHost: x");
    table.found(Cookie, "document.cookie = \"‹sid=abc; Path=/›\";");
    table.untouched("Cookie: a small biscuit\nThe = sign");
    table.untouched("We use cookies to improve. Cookie policy: see below.");
    table.untouched("cookie_name=sid cookie_consent: true");
}

#[test]
fn assignments_lose_their_value() {
    let mut table = Table::default();
    for name in [
        "password",
        "Password",
        "PASSWORD",
        "passwd",
        "pwd",
        "user_pwd",
        "db_password",
        "dbPassword",
        "DB-PASSWORD",
        "pass_phrase",
        "passphrase",
        "MYSQL_PASS",
        "password2",
    ] {
        table.found(Password, &format!("{name}=‹hunter2›"));
        table.found(Password, &format!("{name}: ‹hunter2›"));
        table.found(Password, &format!("{name} = \"‹hun ter›\""));
        table.found(Password, &format!("'{name}': '‹hunter2›', 'x': 1"));
        table.found(Password, &format!("\"{name}\": \"‹hunter2›\", \"x\": 1"));
        table.found(Password, &format!("\\\"{name}\\\": \\\"‹hunt\\\\\\\"er2›\\\", \\\"x\\\": 1"));
        table.found(Password, &format!("--{name} ‹hunter2› --host x"));
        table.found(Password, &format!("<{name}>‹hunter two›</{name}>"));
        table.found(Password, &format!("https://example.com/?{name}=‹letmein›&x=1"));
        table.found(Password, &format!("a%26{name}%3D‹hunter2›%26b"));
    }
    for (kind, text) in [
        (Secret, "secret=‹s3cr3t›"),
        (Secret, "client_secret=‹abcdef›&grant_type=x"),
        (Secret, "clientSecret: '‹abcdef›'"),
        (ApiKey, "api_key=‹abc123›"),
        (ApiKey, "OPENWEATHER_API_KEY=‹abc123›"),
        (ApiKey, "apikey: ‹abc123›"),
        (ApiKey, "X-Api-Key: ‹abc123›"),
        (ApiKey, "API key: ‹abc123›"),
        (ApiKey, "?apikey=‹abcdef›"),
        (Token, "access_token=‹abcdef›"),
        (Token, "?token=‹abcdef›&page=2"),
        (Token, "#access_token=‹abcdef›&state=x"),
        (Token, "refreshToken: \"‹abc›\""),
        (Token, "token=‹abcdef123456›"),
        (Token, "--token ‹abcdef123456›"),
        (Token, "X-Auth-Token: ‹abc123›"),
        (AwsSecretKey, "aws_secret_access_key = ‹wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE›"),
        (AzureKey, "AccountName=x;AccountKey=‹Zm9vYmFy+/==›;EndpointSuffix=y"),
        (AzureKey, "SharedAccessKey=‹Zm9vYmFy=›"),
        (Signature, "https://x.blob.core.windows.net/c?sv=2022&se=2030&sig=‹Zm9vYmFyYmF6cXV4%3D›"),
        (Signature, "&X-Amz-Signature=‹0123abcd›"),
        (Password, "Server=x;User Id=sa;Password=‹p@ss,word›;Encrypt=true"),
        (OneTimeCode, "otp=‹123456›"),
        (Pin, "?pin=‹1234›&x"),
        (Credential, "X-Amz-Credential=‹abc/20240101›"),
        (Password, "os.environ[\"DB_PASSWORD\"] = \"‹hunter2›\""),
        (Password, "export PGPASSWORD=‹string›"),
    ] {
        table.found(kind, text);
    }
}

#[test]
fn names_that_end_differently_and_values_that_are_code_are_left_alone() {
    let mut table = Table::default();
    for text in [
        "password_changed_at: 2024-01-01",
        "\"password_changed_at\": \"2024-01-01T00:00:00Z\"",
        "token_count=512 max_tokens=4096 prompt_tokens: 12, total_tokens=99",
        "\"max_tokens\": 4096, \"tokens\": 12",
        "next_page_token=abc123def456 nextPageToken: abc123def456",
        "secret_santa=Alice",
        "secretary: Bob1",
        "monkey=1 keyboard: qwerty12 turkey: 5kg",
        "compass: 12N bypass=yes1234 passenger: A1",
        "spin=1234 mapping: 1234",
        "tokenizer=gpt2-medium token_type=bearer123",
        "author: j.doe1 authority=x1y2",
        "PWD=/home/user OLDPWD=/tmp",
        "password: string;",
        "password: str = None",
        "password = get_password()",
        "password=getpass.getpass(\"x\")",
        "connect(password=password)",
        "self.password = settings.DB_PASSWORD",
        "token = lexer.next_token()",
        "token: str, other: int",
        "if token == \"x\" or password != \"\":",
        "api_key=os.environ[\"API_KEY\"]",
        "api_key=$API_KEY",
        "password: ${DB_PASSWORD}",
        "--password <password>",
        "use the --password flag to",
        "password=",
        "password: ********",
        "Password:\nnext line",
        "<input type=\"password\" name=\"password\">",
        "The password must be long, the token: a word of text.",
        "required: [\"password\", \"api_key\"]",
        "credentials: 'include'",
        "\"credentials\": \"same-origin\"",
        "cost_per_token: 0.000012345678",
        "has_password=true is_secret: 1",
        "pin: a brooch, pin=13",
    ] {
        table.untouched(text);
    }
}

#[test]
fn urls_lose_their_password() {
    let mut table = Table::default();
    table.found(UrlPassword, "https://user:‹pass›@example.com/x");
    table.found(UrlPassword, "postgres://u:‹p@ss›@db:5432/x?y=z");
    table.found(UrlPassword, "redis://:‹pass›@cache");
    table.found(UrlPassword, "amqp://u:‹a/b#c›@mq/vhost");
    table.found(UrlPassword, "see mongodb+srv://u:‹p%40ss›@cluster0.example.net/db.");
    table.found(UrlPassword, &format!("https://‹{}›@example.com", mixed(32, 5)));
    for text in [
        "https://example.com/a@b",
        "https://example.com:8080/a@b",
        "ssh://git@github.com/x.git",
        "http://[::1]:8080/a@b",
        "mailto:user@example.com",
        "https://user:${PASSWORD}@example.com",
        "https://user:<password>@example.com",
    ] {
        table.untouched(text);
    }
}

#[test]
fn private_keys_go_up_to_their_end_however_their_lines_break() {
    let mut table = Table::default();
    let key = pem("EC PRIVATE KEY", &mixed(150, 2));
    table.found(PrivateKey, &format!("a ‹{key}› b"));
    table.found(PrivateKey, &format!("a ‹{}› b", key.replace('\n', "\\n")));
    table.found(PrivateKey, &format!("a ‹{}› b", key.replace('\n', "\\\\n")));
    table.found(PrivateKey, &format!("a ‹{}› b", key.replace('\n', " ")));
    table.found(PrivateKey, &format!("PRIVATE_KEY=\"‹{key}›\"\nNEXT=1").replace("\"\n", "\"\n"));
    let cut = &key[..key.len() - 40];
    table.found(PrivateKey, &format!("a ‹{cut}›"));
    table.untouched("A file that begins with -----BEGIN RSA PRIVATE KEY----- holds a private key.");
    table.untouched("grep -l \"-----BEGIN PRIVATE KEY-----\" ~/.ssh/* # find them");
    let ssh2 = "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nabc\n---- END SSH2 ENCRYPTED PRIVATE KEY ----";
    table.found(PrivateKey, &format!("‹{ssh2}› x"));
    table
        .found(PrivateKey, "PuTTY-User-Key-File-3: ssh-rsa\n‹Private-Lines: 2\nAAAA\nBBBB\n›Private-MAC: 00");
}

#[test]
fn an_aws_secret_is_found_behind_its_key_id() {
    let mut table = Table::default();
    let (_, id) = by_form(4).remove(3);
    let secret = format!("{}/{}+", mixed(19, 1), mixed(19, 2));
    let text = format!("{id},{secret}\n");
    let (redacted, _) = redact_text(&text);
    assert_eq!(redacted, "[redacted:aws_access_key_id],[redacted:aws_secret_key]\n");
    table.untouched(&format!("commit {}", hex(40, 3)));
}

#[test]
fn a_text_that_is_json_is_read_as_json() {
    let mut table = Table::default();
    let (redacted, findings) =
        redact_text(r#"{"pin": 1234, "args": "{\"pass\\u0077ord\": \"x\"}", "tokens": 5}"#);
    assert_eq!(
        redacted,
        r#"{"pin":"[redacted:pin]","args":"{\"password\":\"[redacted:password]\"}","tokens":5}"#
    );
    assert_eq!(findings.len(), 2);
    table.untouched(r#"{ "token": "hello",  "n": 1.0 }"#);
}

#[test]
fn a_name_that_stands_twice_in_json_hides_nothing() {
    let (redacted, _) = redact_text(r#"{"password": "hunter2", "password": ""}"#);
    assert!(!redacted.contains("hunter2"), "{redacted}");
}

#[test]
fn a_marker_does_not_hide_what_stands_beside_it() {
    let mut table = Table::default();
    let (redacted, _) = redact_text("password=[redacted:jwt]hunter2");
    assert_eq!(redacted, "password=[redacted:password]");
    table.untouched("password=[redacted:jwt], Bearer [redacted:bearer_token]");
}

#[test]
fn several_secrets_in_one_text_are_all_found() {
    let (_, github) = by_form(1).remove(8);
    let text = format!("https://u:{github}@github.com?token=abc Cookie: a={github}; b=2\n{github}");
    let (redacted, findings) = redact_text(&text);
    assert!(!redacted.contains(&github));
    assert_eq!(
        redacted,
        "https://u:[redacted:url_password]@github.com?token=[redacted:token] Cookie: [redacted:cookie]\n\
        [redacted:github_token]"
    );
    assert_eq!(findings.len(), 4);
}
