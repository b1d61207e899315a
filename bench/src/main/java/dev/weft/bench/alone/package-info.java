/**
 * Weft's registry as etcd is: store and API and nothing else. {@code weft registry} probes routees
 * beside that, which etcd has no like of and which would be measured with it.
 */
@NullMarked
package dev.weft.bench.alone;

import org.jspecify.annotations.NullMarked;
