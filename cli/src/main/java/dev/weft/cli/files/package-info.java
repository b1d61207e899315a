/**
 * Keeps resources as files say. Start at {@link dev.weft.cli.files.DeclaredFiles}, which looks at
 * the files twice a second on the clock's thread and hands what changed to a {@link
 * dev.weft.cli.files.Target}: the catalog in this process or a registry's API.
 */
@NullMarked
package dev.weft.cli.files;

import org.jspecify.annotations.NullMarked;
