//! Where traces go, in a program that was built with them.

use url::{Host, Url};

use super::key::{Kind, Standing, keys, parses};

keys! {
    /// The keys of `[tracing]`.
    pub struct Tracing {
        /// Where traces go: OTLP over HTTP (protobuf). Another machine is reached by https. Only a program that was built with `--features otlp` can send any.
        endpoint: Option<Endpoint> = Kind::Text { expected: "an address, such as http://127.0.0.1:4318/v1/traces, or https:// for another machine", check: parses::<Endpoint> },
            Standing::Absent("\"http://127.0.0.1:4318/v1/traces\"");
        /// Of so many in a hundred requests a trace is sent.
        percent: u32 = Kind::Whole { least: 1, most: 100 }, Standing::Default("10");
    }
}

/// The address of a collector.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Endpoint(Url);

impl TryFrom<String> for Endpoint {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let url = Url::parse(&text).map_err(|_| "it is not an address")?;
        let own = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return Err("it names no machine"),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it holds a name or a password, which would stand in logs");
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if own => Ok(Self(url)),
            "http" => Err("it is another machine, where traces would go unencrypted; write https"),
            _ => Err("it begins with neither http:// nor https://"),
        }
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_leave_this_machine_encrypted_only() {
        let read = |text: &str| Endpoint::try_from(text.to_owned());
        for good in
            ["http://127.0.0.1:4318/v1/traces", "http://localhost:4318/v1/traces", "https://otel.example.org/v1/traces"]
        {
            assert_eq!(read(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "127.0.0.1:4318",
            "http://10.0.0.1:4318/v1/traces",
            "https://a:b@otel.example.org/",
            "grpc://127.0.0.1:4317",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
