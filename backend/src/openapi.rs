//! The OpenAPI 3.1 document, made from the code.

use std::sync::LazyLock;

use axum::Router;
use bytes::Bytes;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};
use utoipa_axum::router::OpenApiRouter;

use crate::identity::access::{Allowed, find};
use crate::identity::gate::Operations;
use crate::kernel::fault::Code;
use crate::platform::problem::{PROBLEM_JSON, Problem};
use crate::platform::schemas::Schemas;
use crate::platform::{AppState, codes};

/// Info, tags and security schemes; the paths come from the slices.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "kibm",
        description = "Value-chain manager for community-based industry clusters (Klaster Industri Berbasis Masyarakat). \
                       Conventions: docs/API.md. Errors are application/problem+json (RFC 9457) in Indonesian, or English by Accept-Language.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Problem)),
    modifiers(&Security),
)]
struct Base;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::identity::gate::COOKIE))),
        );
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        );
    }
}

/// The routes of all slices.
fn slices() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Base::openapi())
        .merge(crate::identity::router())
        .merge(crate::region::router())
        .merge(crate::registry::router())
        .merge(crate::governance::organs::router())
        .merge(crate::governance::meetings::router())
        .merge(crate::cluster::router())
        .merge(crate::performance::router())
        .merge(crate::chain::router())
        .merge(crate::mentoring::router())
        .merge(crate::investment::router())
        .merge(crate::transition::router())
        .merge(crate::investment::ownership::routes::router())
        .merge(crate::investment::surplus::router())
        .merge(crate::investment::agreement::router())
        .merge(crate::investment::crowdfunding::router())
        .merge(crate::investment::control::routes::router())
        .merge(crate::investment::books::routes::router())
        .merge(crate::investment::classes::router())
        .merge(crate::investment::pledge::router())
        .merge(crate::investment::in_kind::router())
        .merge(crate::dashboard::router())
}

/// What the service offers its callers, made from the code once a process: the
/// document as types takes tens of megabytes, so only what is served of it stays.
pub struct Contract {
    /// The routes of all slices, without the gate.
    pub routes: Router<AppState>,
    /// The operation of each method and path, for the gate.
    pub operations: Operations,
    /// The validators of the request bodies.
    pub schemas: Schemas,
    /// The document as JSON.
    pub document: Bytes,
}

/// The contract of this build.
///
/// # Errors
/// A text that names the request schema that does not compile: a fault of ours.
pub fn contract() -> Result<&'static Contract, String> {
    static CONTRACT: LazyLock<Result<Contract, String>> = LazyLock::new(|| {
        let (routes, document) = routes_and_document();
        let operations = Operations::of(&document);
        let document = serde_json::to_value(document).map_err(|error| error.to_string())?;
        let schemas = Schemas::compile(&document)?;
        Ok(Contract { routes, operations, schemas, document: document.to_string().into() })
    });
    CONTRACT.as_ref().map_err(Clone::clone)
}

/// The routes of all slices and the finished document.
pub fn routes_and_document() -> (Router<AppState>, OpenApi) {
    let (router, mut document) = slices().split_for_parts();
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            finish(operation);
        }
    }
    (router, document)
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch]
        .into_iter()
        .filter_map(Option::as_mut)
}

/// Adds what every operation has: its security and the problem answer.
fn finish(operation: &mut Operation) {
    let row = operation.operation_id.as_deref().and_then(find);
    if row.is_some_and(|row| row.allowed != Allowed::Public) {
        operation.security = Some(vec![
            utoipa::openapi::security::SecurityRequirement::new("session", Vec::<String>::new()),
            utoipa::openapi::security::SecurityRequirement::new("token", Vec::<String>::new()),
        ]);
    }
    let problem = ResponseBuilder::new()
        .description("Refused; `code` says why and `errors` names every fault")
        .content(
            PROBLEM_JSON,
            ContentBuilder::new()
                .schema(Some(RefOr::Ref(Ref::from_schema_name("Problem"))))
                .build(),
        )
        .build();
    for range in ["4XX", "5XX"] {
        operation.responses.responses.insert(range.to_owned(), RefOr::T(problem.clone()));
    }
}

/// Every fault code of the service, by name; the register behind `docs/problems.md`.
#[must_use]
pub fn codes() -> Vec<&'static Code> {
    let slices = [
        codes::ALL,
        crate::platform::tabular::codes::ALL,
        crate::kernel::CODES,
        crate::identity::problems::ALL,
        crate::region::problems::ALL,
        crate::registry::problems::ALL,
        crate::governance::organs::problems::ALL,
        crate::governance::meetings::problems::ALL,
        crate::cluster::problems::ALL,
        crate::performance::problems::ALL,
        crate::chain::problems::ALL,
        crate::registry::import::problems::ALL,
        crate::investment::problems::ALL,
        crate::investment::problems::acts::ALL,
        crate::investment::problems::exits::ALL,
        crate::investment::problems::opening::ALL,
        crate::investment::problems::tax::ALL,
        crate::investment::books::problems::ALL,
        crate::investment::ownership::problems::ALL,
        crate::investment::surplus::problems::ALL,
        crate::investment::surplus::problems::parts::ALL,
        crate::investment::agreement::problems::ALL,
        crate::investment::agreement::partnership::problems::ALL,
        crate::investment::agreement::land::problems::ALL,
        crate::investment::agreement::loan::problems::ALL,
        crate::investment::crowdfunding::problems::ALL,
        crate::investment::control::problems::ALL,
        crate::investment::classes::problems::ALL,
        crate::investment::pledge::problems::ALL,
        crate::investment::in_kind::problems::ALL,
        crate::mentoring::problems::ALL,
        crate::transition::problems::ALL,
    ];
    let mut all: Vec<&'static Code> = slices.into_iter().flatten().copied().collect();
    all.sort_by_key(|code| code.name);
    all
}

/// The register of problems as Markdown, committed as `docs/problems.md`.
#[must_use]
pub fn problems_markdown() -> String {
    let mut text = String::from(
        "# Problems\n\nEvery fault code of the API. Codes are never renamed or reused. \
         This page is written by `kibm openapi --problems`; do not edit it by hand.\n",
    );
    for code in codes() {
        text.push_str(&format!(
            "\n## {}\n\n{} · **{}** / {}\n\n- {}\n- {}\n",
            code.name,
            if code.status == 200 { "warning".to_owned() } else { code.status.to_string() },
            code.title.id,
            code.title.en,
            code.detail.id,
            code.detail.en
        ));
        if !code.basis.is_empty() {
            text.push_str(&format!("\nBasis: {}\n", code.basis));
        }
    }
    text
}
