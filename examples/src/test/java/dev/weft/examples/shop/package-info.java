/** The shop's services on real loopback sockets. Start at {@code FakeMesh}. */
@NullMarked
package dev.weft.examples.shop;

import org.jspecify.annotations.NullMarked;
