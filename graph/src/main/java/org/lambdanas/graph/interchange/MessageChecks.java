package org.lambdanas.graph.interchange;

import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;

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

  private final Map<Class<?>, BiConsumer<Message, FieldPath>> byType = new HashMap<>();

  private MessageChecks() {}

  /** Those of all modules that are there. */
  static MessageChecks ofAllModules() {
    MessageChecks checks = new MessageChecks();
    ServiceLoader.load(Source.class, MessageChecks.class.getClassLoader())
        .forEach(source -> source.addTo(checks));
    return checks;
  }

  /**
   * Adds the only check of a type: what has to hold between the fields of a message, whose fields
   * and parts have been checked already. It throws DataException where it does not, naming the
   * field.
   */
  public <T extends Message> MessageChecks on(Class<T> type, BiConsumer<T, FieldPath> check) {
    if (byType.put(type, (message, path) -> check.accept(type.cast(message), path)) != null) {
      throw new IllegalStateException("two checks for " + type);
    }
    return this;
  }

  /** Runs the check of the message's type, if it has one. */
  void run(Message message, FieldPath path) {
    BiConsumer<Message, FieldPath> check = byType.get(message.getClass());
    if (check != null) {
      check.accept(message, path);
    }
  }

  boolean has(Message message) {
    return byType.containsKey(message.getClass());
  }
}
