/** What commands say of themselves. */
@org.jspecify.annotations.NullMarked
package dev.weft.cli.command;
