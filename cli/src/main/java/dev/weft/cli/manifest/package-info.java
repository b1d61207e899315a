/**
 * Reads resource files: YAML or JSON, one document or many. Start at {@link
 * dev.weft.cli.manifest.Manifest}.
 */
@NullMarked
package dev.weft.cli.manifest;

import org.jspecify.annotations.NullMarked;
