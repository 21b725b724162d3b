/** Searches as a gRPC service, for programs that train networks themselves. */
@NullMarked
package org.lambdanas.search.service;

import org.jspecify.annotations.NullMarked;
