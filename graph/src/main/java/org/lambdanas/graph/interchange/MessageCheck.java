package org.lambdanas.graph.interchange;

import com.google.protobuf.Message;

/**
 * What has to hold between the fields of one type's messages, beyond what the {@code .proto}
 * declares for each field alone.
 *
 * @param <T> the type
 */
@FunctionalInterface
public interface MessageCheck<T extends Message> {

  /**
   * Checks one message whose fields and parts have been checked already.
   *
   * @throws org.lambdanas.graph.error.DataException if it is wrong, naming the field
   */
  void check(T message, FieldPath path);
}
