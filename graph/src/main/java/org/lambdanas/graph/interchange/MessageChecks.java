package org.lambdanas.graph.interchange;

import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * The checks of the message types, one each. Every module checks the messages that are its own, by
 * a {@link Source} that is found as a service ({@code META-INF/services}).
 */
public final class MessageChecks {

  /** The checks of one module. */
  @FunctionalInterface
  public interface Source {

    /** Adds the checks. */
    void addTo(MessageChecks checks);
  }

  private final Map<Class<?>, MessageCheck<Message>> byType = new HashMap<>();

  private MessageChecks() {}

  /** Those of all modules that are there. */
  static MessageChecks ofAllModules() {
    MessageChecks checks = new MessageChecks();
    ServiceLoader.load(Source.class, MessageChecks.class.getClassLoader())
        .forEach(source -> source.addTo(checks));
    return checks;
  }

  /** Adds the only check of a type. */
  public <T extends Message> MessageChecks on(Class<T> type, MessageCheck<T> check) {
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

  boolean has(Message message) {
    return byType.containsKey(message.getClass());
  }
}
