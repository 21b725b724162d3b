package org.lambdanas.graph.interchange;

import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The checks of the message types, one each. */
final class MessageChecks {

  private final Map<Class<?>, MessageCheck<Message>> byType = new HashMap<>();

  /** Adds the check of a type. */
  <T extends Message> MessageChecks on(Class<T> type, MessageCheck<T> check) {
    if (byType.put(type, (message, path) -> check.check(type.cast(message), path)) != null) {
      throw new IllegalStateException("two checks for " + type);
    }
    return this;
  }

  /** Runs the check of the message's type, if it has one. */
  void run(Message message, FieldPath path) {
    MessageCheck<Message> check = byType.get(message.getClass());
    if (check != null) {
      check.check(message, path);
    }
  }

  /** The types that have a check. */
  Set<Class<?>> types() {
    return Set.copyOf(byType.keySet());
  }
}
