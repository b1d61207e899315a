/**
 * The fields of every kind: schemas in the form of Kubernetes' OpenAPI, those of the Gateway API as
 * they are published, and what holds documents against them. Start at {@link
 * dev.weft.registry.schema.Schemas}. Any thread; a schema is read when it is first asked for.
 */
@NullMarked
package dev.weft.registry.schema;

import org.jspecify.annotations.NullMarked;
