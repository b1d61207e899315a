/** Fixtures for tests of every module. Start at {@link FakeClock}. */
@NullMarked
package dev.weft.testkit;

import org.jspecify.annotations.NullMarked;
