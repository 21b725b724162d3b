package org.lambdanas.graph.interchange;

import com.google.protobuf.Message;

/**
 * What has to hold for the messages of one type, beyond what their fields' own messages have to.
 *
 * @param <T> the type
 */
@FunctionalInterface
interface MessageCheck<T extends Message> {

  /**
   * Checks one message whose parts have been checked already.
   *
   * @param message any message of the type
   * @param path where it stands
   * @throws org.lambdanas.graph.error.DataException if it is wrong, naming the field
   */
  void check(T message, FieldPath path);
}
