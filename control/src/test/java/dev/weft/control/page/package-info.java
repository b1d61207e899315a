/**
 * The dashboard in a real browser over a real registry. Start at {@code PageTest}; {@code
 * OnThePage} gives each test its mesh and its tab. Each test runs on JUnit's thread; a tab's
 * listener on the HTTP client's.
 */
@NullMarked
package dev.weft.control.page;

import org.jspecify.annotations.NullMarked;
