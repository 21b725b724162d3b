package org.lambdanas.predictors.service;

import io.grpc.BindableService;
import java.util.Set;

/** A service that a server offers beside that of predictors. */
public interface OfferedService extends AutoCloseable {

  /** Its calls. They answer at once, or on the threads that the server has for such work. */
  BindableService calls();

  /** Full names of the methods whose messages may be long; others have up to 64 KiB. */
  Set<String> longMethods();

  /** Ends its work. Called when no call is under way any more. */
  @Override
  void close();
}
