/** Puts the parts of the mesh together in one process. Start at {@link dev.weft.cli.node.Mesh}. */
@NullMarked
package dev.weft.cli.node;

import org.jspecify.annotations.NullMarked;
