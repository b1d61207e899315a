/**
 * {@code weft check}: what is wrong with an installation, with a mesh or with files, and what to do
 * about it. Start at {@link dev.weft.cli.check.MeshCheck}, which asks a registry and the agent of
 * this machine, and at {@link dev.weft.cli.check.FileCheck}, which asks nobody.
 */
@NullMarked
package dev.weft.cli.check;

import org.jspecify.annotations.NullMarked;
