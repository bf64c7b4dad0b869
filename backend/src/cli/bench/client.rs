//! One keep-alive HTTP/1.1 connection to the service on loopback.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::cli::Failure;

/// What all requests of a run share.
#[derive(Debug, Clone)]
pub struct Template {
    /// Host and port.
    pub authority: String,
    /// API token.
    pub bearer: String,
}

/// One request.
#[derive(Debug)]
pub struct Call {
    /// Method.
    pub method: Method,
    /// Path with query.
    pub path: String,
    /// JSON, empty for none.
    pub body: Bytes,
    /// Idempotency key of a posting.
    pub key: Option<String>,
}

impl Call {
    /// A reading.
    pub fn get(path: String) -> Self {
        Self { method: Method::GET, path, body: Bytes::new(), key: None }
    }

    /// A writing, with a key where it moves money.
    pub fn post(path: String, body: &serde_json::Value, key: Option<String>) -> Self {
        Self { method: Method::POST, path, body: body.to_string().into(), key }
    }
}

/// A connection that sends one request after the other.
#[derive(Debug)]
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    template: Template,
}

impl Connection {
    /// Connects; the task that moves the bytes ends with the connection.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn open(address: SocketAddr, template: Template) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move { connection.await.ok() });
        Ok(Self { sender, template })
    }

    /// Sends one request and reads the whole answer.
    ///
    /// # Errors
    /// When the connection breaks or the answer is none of success.
    pub async fn call(&mut self, call: Call) -> Result<Bytes, Failure> {
        let mut request = hyper::Request::builder()
            .method(call.method)
            .uri(&call.path)
            .header(header::HOST, &self.template.authority)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.template.bearer));
        if !call.body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(key) = call.key {
            request = request.header("idempotency-key", key);
        }
        self.sender.ready().await?;
        let answer = self.sender.send_request(request.body(Full::new(call.body))?).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if status.is_success() {
            return Ok(body);
        }
        let text = String::from_utf8_lossy(&body);
        Err(format!("{} answered {status}: {text}", call.path).into())
    }
}
