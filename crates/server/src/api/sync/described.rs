//! What a reader of the OpenAPI document is told where it differs from the contract's own shapes.

use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// [`PostMutations`](hindsight_contract::sync::PostMutations), as it is described: a mutation from a newer console is
/// taken too, and rejected in its result.
#[derive(ToSchema)]
pub(super) struct PostMutations {
    /// The console that made them: random, made with its vault.
    #[schema(min_length = 1, max_length = 200)]
    #[expect(dead_code, reason = "it describes")]
    client_id: String,
    /// The `witness` of the last results, or the feed's cursor where that came later. A server whose history does
    /// not go through it takes nothing and answers `EPOCH_CHANGED`.
    #[schema(pattern = r"^[0-9]{1,18}\.[0-9a-f]{32}$")]
    #[expect(dead_code, reason = "it describes")]
    witness: Option<String>,
    /// In the order in which they were made.
    #[schema(max_items = 200)]
    #[expect(dead_code, reason = "it describes")]
    mutations: Vec<AnyMutation>,
}

/// A mutation that is known, or anything with an id, which is rejected in its result.
pub(super) struct AnyMutation;

impl PartialSchema for AnyMutation {
    fn schema() -> RefOr<Schema> {
        let id =
            ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("uuid".into())));
        AnyOfBuilder::new()
            .item(Ref::from_schema_name("Mutation"))
            .item(ObjectBuilder::new().schema_type(Type::Object).property("id", id).required("id"))
            .description(Some(
                "A mutation, or what an older server does not know yet: it is rejected in its result.",
            ))
            .into()
    }
}

impl ToSchema for AnyMutation {}

/// Bytes as they are.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub(super) struct Octets(#[expect(dead_code, reason = "it describes")] Vec<u8>);
