/** Speaks to a registry over its API. Start at {@link dev.weft.cli.api.ApiClient}. */
@NullMarked
package dev.weft.cli.api;

import org.jspecify.annotations.NullMarked;
