/**
 * Certificates and keys as people hand them over.
 *
 * <p>Start at {@link CertifiedKey}. Immutable values; safe on any thread.
 */
@NullMarked
package dev.weft.model.tls;

import org.jspecify.annotations.NullMarked;
