/** Tests of registration and supervision, with real child processes and a registry that records. */
@NullMarked
package dev.weft.routee;

import org.jspecify.annotations.NullMarked;
