/**
 * The rules that a schema states about several fields at once, as {@code x-kubernetes-validations}
 * writes them: the part of the Common Expression Language (CEL) that the Gateway API and Weft's own
 * schemas use. Start at {@link dev.weft.registry.schema.rule.Rule}. Any thread; nothing is shared.
 */
@NullMarked
package dev.weft.registry.schema.rule;

import org.jspecify.annotations.NullMarked;
