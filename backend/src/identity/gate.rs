//! The gate before every operation: who asks, and whether the matrix allows it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use utoipa::openapi::path::{Operation as Documented, ParameterIn};
use utoipa::openapi::{OpenApi, PathItem, RefOr};

use super::access::{self, Allowed, EVERYBODY};
use super::actors::{Actors, ForgetAfter, KnownActor};
use super::entity::access_grant::Role;
use super::problems;
use super::scope::{Actor, Scope, scope};
use super::store::{Credential, find_actor};
use crate::kernel::ids::{OrganizationId, UserId};
use crate::kernel::period;
use crate::kernel::region_code::RegionCode;
use crate::platform::audit::Author;
use crate::platform::clock::Clock;
use crate::platform::problem::ApiResult;
use crate::platform::query;
use crate::platform::vault::hex;
use crate::platform::{ApiError, AppState, codes};

/// Name of the session cookie.
pub const COOKIE: &str = "kibm_session";
/// Header that a session request must carry to change anything.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// Who asks, and what they reach for the operation asked.
#[derive(Debug, Clone)]
pub struct Access {
    /// Who.
    pub actor: Arc<Actor>,
    /// What they reach for this operation.
    pub scope: Scope,
    /// What they reach with any role: what they may know to exist.
    pub visible: Scope,
    /// The request's id.
    pub request_id: String,
    /// When the request arrived, UTC.
    pub at: DateTime<Utc>,
    /// The time as it goes on.
    pub clock: Clock,
    /// The session that the request came by; absent for an API token.
    pub session: Option<OpenSession>,
}

/// The session that a request came by.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Hash of its secret, to end it.
    pub token_hash: Vec<u8>,
    /// Its CSRF token.
    pub csrf_token: String,
}

impl Access {
    /// The author of what this request writes.
    #[must_use]
    pub fn author(&self) -> Author {
        Author {
            user_id: Some(self.actor.user_id),
            request_id: self.request_id.clone(),
            at: self.at,
            clock: self.clock.clone(),
        }
    }

    /// The day of this request in the nation's capital zone (WIB).
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        period::capital_date(self.at)
    }

    /// Who.
    #[must_use]
    pub fn user_id(&self) -> UserId {
        self.actor.user_id
    }

    /// The session of the request: a token may not make, end or replace credentials.
    ///
    /// # Errors
    /// 403.
    pub fn require_session(&self) -> ApiResult<&OpenSession> {
        self.session.as_ref().ok_or_else(|| ApiError::from(&problems::SESSION_NEEDED))
    }

    /// Whether the caller reaches an organization with one of `roles`; all of the
    /// region, where none is given.
    #[must_use]
    pub fn reaches_as(
        &self,
        roles: &[Role],
        code: &RegionCode,
        organization: impl Into<Option<OrganizationId>>,
    ) -> bool {
        let reach = scope(&self.actor, roles, self.today());
        match organization.into() {
            Some(organization) => reach.covers(code, organization),
            None => reach.covers_region(code),
        }
    }

    /// Refuses a region that is outside the reach for this operation.
    ///
    /// # Errors
    /// 403.
    pub fn require_region(&self, code: &RegionCode) -> ApiResult<()> {
        if self.scope.covers_region(code) { Ok(()) } else { Err((&problems::NOT_PERMITTED).into()) }
    }

    /// Refuses an organization outside the reach for this operation: as not
    /// found where the caller may not even know of it.
    ///
    /// # Errors
    /// 403 or 404.
    pub fn require(&self, code: &RegionCode, organization: OrganizationId) -> ApiResult<()> {
        if self.scope.covers(code, organization) {
            Ok(())
        } else if self.visible.covers(code, organization) {
            Err((&problems::NOT_PERMITTED).into())
        } else {
            Err(ApiError::not_found())
        }
    }
}

impl FromRequestParts<AppState> for Access {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let access = parts.extensions.get::<Self>().cloned();
        access.ok_or_else(|| ApiError::from(&problems::NOT_SIGNED_IN))
    }
}

/// Which operation a method and a matched path are.
#[derive(Debug)]
pub struct Operations(HashMap<(Method, String), Operation>);

/// What the gate knows of an operation.
#[derive(Debug, Clone, Copy)]
struct Operation {
    /// Its row in the matrix, if it has one.
    row: Option<&'static access::Row>,
    /// Whether it takes parameters in its query.
    takes_query: bool,
}

impl Operations {
    /// Reads the operations off the OpenAPI document.
    #[must_use]
    pub fn of(document: &OpenApi) -> Self {
        let mut operations = HashMap::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations_of(item) {
                let row = operation.operation_id.as_deref().and_then(access::find);
                let mut taken = operation.parameters.iter().flatten();
                let takes_query = taken
                    .any(|it| matches!(it, RefOr::T(it) if it.parameter_in == ParameterIn::Query));
                operations.insert((method, path.clone()), Operation { row, takes_query });
            }
        }
        Self(operations)
    }

    /// An operation; none where the path does not take the method, which the
    /// router then says.
    fn find(&self, method: &Method, path: &str) -> Option<Operation> {
        // axum answers HEAD with the handler of GET.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.get(&(method.clone(), path.to_owned())).copied()
    }
}

/// Method and operation id of each operation of one path.
pub fn operation_ids(item: &PathItem) -> Vec<(Method, String)> {
    let all = operations_of(item);
    all.filter_map(|(method, operation)| Some((method, operation.operation_id.clone()?))).collect()
}

/// The operations of one path by their methods.
fn operations_of(item: &PathItem) -> impl Iterator<Item = (Method, &Documented)> {
    let all = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// Layer: identifies the caller and asks the matrix; what has no row there is
/// refused.
pub async fn enforce(
    State((app, operations)): State<(AppState, &'static Operations)>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let operation = path.and_then(|path| operations.find(request.method(), &path));
    let Some(operation) = operation else { return Ok(next.run(request).await) };
    let row = operation.row.ok_or(&problems::NOT_PERMITTED)?;
    if row.allowed == Allowed::Public {
        request = small(request).await?;
    } else {
        let access = identify(&app, request.method(), request.headers(), row.allowed).await?;
        tracing::Span::current().record("user.id", tracing::field::display(access.actor.user_id));
        request.extensions_mut().insert(access);
    }
    if !operation.takes_query {
        query::require_none(request.uri().query().unwrap_or_default())?;
    }
    // Dropped when the handler is done, or cut short.
    let _forget = access::TAKES_RIGHTS
        .contains(&row.operation)
        .then(|| ForgetAfter(app.shared.of::<Actors>()));
    Ok(next.run(request).await)
}

/// The largest body that a stranger may send, in bytes. Attempts to sign in are
/// counted once the body has told for whom; until then this is all it can cost.
const STRANGERS_BODY_MAX: usize = 16 * 1024;

/// The request with its body read, if it is small.
async fn small(request: Request) -> Result<Request, ApiError> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, STRANGERS_BODY_MAX).await;
    let bytes = bytes.map_err(|_| ApiError::from(&codes::BODY_TOO_LARGE))?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// The caller and what they reach.
async fn identify(
    app: &AppState,
    method: &Method,
    headers: &HeaderMap,
    allowed: Allowed,
) -> Result<Access, ApiError> {
    let at = app.clock.now();
    let (credential, secret) = credential(headers).ok_or(&problems::NOT_SIGNED_IN)?;
    let credential_hash = secret_hash(&secret);
    let actor = recognise(app, credential, &credential_hash, at).await?;
    let writes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if writes && credential == Credential::Session && !csrf_matches(headers, &secret) {
        return Err((&problems::CSRF_MISSING).into());
    }
    if writes && !actor.can_write {
        return Err((&problems::TOKEN_READ_ONLY).into());
    }
    let today = period::capital_date(at);
    let visible = scope(&actor, EVERYBODY, today);
    let scope = match allowed {
        Allowed::Roles(roles) | Allowed::National(roles) => scope(&actor, roles, today),
        Allowed::SignedIn | Allowed::Public => visible.clone(),
    };
    let permitted = match allowed {
        Allowed::Roles(_) => !scope.is_empty(),
        Allowed::National(_) => scope.national,
        Allowed::SignedIn | Allowed::Public => true,
    };
    if !permitted {
        return Err((&problems::NOT_PERMITTED).into());
    }
    let request_id = headers.get("x-request-id").and_then(|value| value.to_str().ok());
    let request_id = request_id.unwrap_or_default().to_owned();
    let session = (credential == Credential::Session)
        .then(|| OpenSession { token_hash: credential_hash, csrf_token: csrf_token(&secret) });
    let clock = app.clock.clone();
    Ok(Access { actor, scope, visible, request_id, at, clock, session })
}

/// The actor behind a credential: remembered for a moment, else from the database.
async fn recognise(
    app: &AppState,
    credential: Credential,
    hash: &[u8],
    at: DateTime<Utc>,
) -> Result<Arc<Actor>, ApiError> {
    let actors = app.shared.of::<Actors>();
    let known = match actors.find(credential, hash) {
        Ok(known) => known,
        Err(era) => {
            let found = find_actor(app.db.read(), credential, hash, at).await?;
            let (actor, expires_at) = found.ok_or(&problems::NOT_SIGNED_IN)?;
            let known = KnownActor { actor: Arc::new(actor), expires_at };
            actors.keep(era, credential, hash, known.clone());
            known
        }
    };
    if known.expires_at <= at {
        return Err((&problems::NOT_SIGNED_IN).into());
    }
    Ok(known.actor)
}

/// The credential of a request: a bearer token before a cookie.
fn credential(headers: &HeaderMap) -> Option<(Credential, String)> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    // The scheme's name is the same in any case (RFC 9110 section 11.1).
    let (scheme, secret) = bearer.and_then(|value| value.split_once(' ')).unwrap_or_default();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some((Credential::Token, secret.trim().to_owned()));
    }
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, secret)| (Credential::Session, secret.to_owned()))
}

/// What is stored of a session or token secret.
#[must_use]
pub fn secret_hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// The CSRF token of a session: derived, so that nothing more is stored.
#[must_use]
pub fn csrf_token(secret: &str) -> String {
    hex(&Sha256::digest(format!("kibm csrf\0{secret}").as_bytes()))
}

fn csrf_matches(headers: &HeaderMap, secret: &str) -> bool {
    let given = headers.get(CSRF_HEADER).map(|value| value.as_bytes()).unwrap_or_default();
    given.ct_eq(csrf_token(secret).as_bytes()).into()
}
