package org.lambdanas.graph.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.lambdanas.graph.error.DataException;

/**
 * Reads what Python 2 pickled (protocol 2) of dictionaries, lists, numbers, strings and arrays of
 * bytes. Of the classes that a pickle names those of numpy's arrays are known and nothing else is;
 * nothing is run, and strings are windows on the file's bytes. For one file and one thread.
 */
final class Pickle {

  /** The published files take a tenth; memory goes with the number. */
  private static final int MOST_OPERATIONS = 1 << 22;

  private static final Object MARK = new Object();
  private static final Object NONE = new Object();

  /** A class or function that is named. */
  private record Named(String name) {}

  private record Tuple(List<Object> items) {}

  /** What an array's bytes mean. */
  private record Type(String name) {}

  /**
   * An array of bytes, whose rows follow each other.
   *
   * @param rows first dimension
   * @param columns second dimension
   * @param bytes rows * columns
   */
  record Bytes(int rows, int columns, ByteBuffer bytes) {}

  /** An array before and after it was filled. */
  private static final class Unfilled {
    private Object filled = NONE;
  }

  private final String name;
  private final ByteBuffer in;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Pickle(String name, byte[] bytes) {
    this.name = name;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The dictionary that a file holds. Its values are {@link Bytes}, lists, {@link Long}s, {@link
   * ByteBuffer}s for strings, and other objects for what else there is.
   *
   * @param name of the file, for messages
   * @throws DataException if it holds anything else
   */
  static Map<String, Object> dictionary(String name, byte[] bytes) {
    Pickle pickle = new Pickle(name, bytes);
    try {
      Object read = pickle.read();
      if (read instanceof Map<?, ?> map) {
        Map<String, Object> dictionary = new HashMap<>();
        map.forEach((key, value) -> dictionary.put((String) key, filled(value)));
        return dictionary;
      }
    } catch (BufferUnderflowException
        | NoSuchElementException
        | ClassCastException
        | IndexOutOfBoundsException e) {
      throw new DataException(name + " is cut short, damaged or no pickle of Python's", e);
    }
    throw pickle.unknown("is a pickle of no dictionary");
  }

  private DataException unknown(String problem) {
    return new DataException(
        "%s %s: only the published files for Python are read; take those of the binary version"
            .formatted(name, problem));
  }

  private Object read() {
    for (int i = 0; i < MOST_OPERATIONS; i++) {
      char operation = (char) (in.get() & 0xff);
      if (operation == '.') {
        return stack.pop();
      }
      apply(operation);
    }
    throw unknown("has more than %d parts".formatted(MOST_OPERATIONS));
  }

  private void apply(char operation) {
    switch (operation) {
      case '\u0080' -> version(in.get());
      case '(' -> stack.push(MARK);
      case '}' -> stack.push(new HashMap<String, Object>());
      case ']' -> stack.push(new ArrayList<>());
      case 'N' -> stack.push(NONE);
      case '\u0088' -> stack.push(true);
      case '\u0089' -> stack.push(false);
      case 'K' -> stack.push((long) (in.get() & 0xff));
      case 'M' -> stack.push((long) (in.getShort() & 0xffff));
      case 'J' -> stack.push((long) in.getInt());
      case 'U' -> stack.push(string(in.get() & 0xff));
      case 'T', 'X' -> stack.push(string(in.getInt()));
      case 'c' -> stack.push(new Named(line() + "." + line()));
      case '\u0085', '\u0086', '\u0087' -> stack.push(last(operation - '\u0084'));
      case 't' -> stack.push(new Tuple(sinceMark()));
      case 'q' -> memo.put(in.get() & 0xff, stack.element());
      case 'r' -> memo.put(in.getInt(), stack.element());
      case 'h' -> stack.push(remembered(in.get() & 0xff));
      case 'j' -> stack.push(remembered(in.getInt()));
      case 'a' -> append(List.of(stack.pop()));
      case 'e' -> append(sinceMark());
      case 's' -> set(last(2).items());
      case 'u' -> set(sinceMark());
      case 'R' -> make();
      case 'b' -> fill();
      default -> throw unknown("holds something unknown (%02x)".formatted((int) operation));
    }
  }

  private void version(int protocol) {
    if (protocol != 2) {
      throw unknown("is a pickle of protocol " + protocol);
    }
  }

  private ByteBuffer string(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer string = in.slice(in.position(), length);
    in.position(in.position() + length);
    return string;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (char c = (char) (in.get() & 0xff); c != '\n'; c = (char) (in.get() & 0xff)) {
      if (line.length() >= 64) {
        throw unknown("names something unknown");
      }
      line.append(c);
    }
    return line.toString();
  }

  private Object remembered(int number) {
    Object object = memo.get(number);
    if (object == null) {
      throw new NoSuchElementException();
    }
    return object;
  }

  private Tuple last(int items) {
    List<Object> last = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      last.add(0, stack.pop());
    }
    return new Tuple(last);
  }

  private List<Object> sinceMark() {
    Deque<Object> items = new ArrayDeque<>();
    for (Object item = stack.pop(); item != MARK; item = stack.pop()) {
      items.push(item);
    }
    return new ArrayList<>(items);
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> items) {
    ((List<Object>) stack.element()).addAll(items);
  }

  @SuppressWarnings("unchecked")
  private void set(List<Object> items) {
    Map<String, Object> map = (Map<String, Object>) stack.element();
    for (int i = 0; i + 1 < items.size(); i += 2) {
      map.put(text(items.get(i)), items.get(i + 1));
    }
  }

  private static String text(Object string) {
    return StandardCharsets.ISO_8859_1.decode(((ByteBuffer) string).duplicate()).toString();
  }

  /** Calls no function: the two that are known are told by name. */
  private void make() {
    List<Object> arguments = ((Tuple) stack.pop()).items();
    String function = ((Named) stack.pop()).name();
    switch (function) {
      case "numpy.core.multiarray._reconstruct" -> stack.push(new Unfilled());
      case "numpy.dtype" -> stack.push(new Type(text(arguments.get(0))));
      default -> throw unknown("makes something unknown ('" + function + "')");
    }
  }

  private void fill() {
    List<Object> state = ((Tuple) stack.pop()).items();
    if (stack.element() instanceof Unfilled array) {
      if (state.size() != 5) {
        throw unknown("holds an array of an unknown form");
      }
      array.filled = array(((Tuple) state.get(1)).items(), state.subList(2, 5));
    } else if (!(stack.element() instanceof Type)) {
      throw unknown("fills something unknown");
    }
  }

  private Bytes array(List<Object> shape, List<Object> content) {
    boolean plain = content.get(0) instanceof Type type && type.name().equals("u1");
    if (!plain || shape.size() != 2 || !Boolean.FALSE.equals(content.get(1))) {
      throw unknown("holds an array of other than rows of bytes");
    }
    long rows = (Long) shape.get(0);
    long columns = (Long) shape.get(1);
    ByteBuffer bytes = (ByteBuffer) content.get(2);
    if (rows < 0 || columns < 0 || rows * columns != bytes.remaining()) {
      throw new DataException(
          "%s: %d bytes are no array of %d rows of %d"
              .formatted(name, bytes.remaining(), rows, columns));
    }
    return new Bytes((int) rows, (int) columns, bytes);
  }

  private static Object filled(Object value) {
    return value instanceof Unfilled array ? array.filled : value;
  }
}
