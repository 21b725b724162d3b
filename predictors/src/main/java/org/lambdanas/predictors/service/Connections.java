package org.lambdanas.predictors.service;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of a server, no more than allowed. One more takes the place of the one that has
 * been silent longest and has no call at work; if all have, it is closed at once. Safe for use by
 * several threads.
 */
final class Connections extends ServerTransportFilter implements ChannelFactory<ServerChannel> {

  /** Among the attributes of a call. */
  static final Attributes.Key<Connection> CONNECTION = Attributes.Key.create("connection");

  /** For the first byte to come. */
  private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long STOPPING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int most;
  private final Map<SocketAddress, Connection> open = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Connections(int most) {
    this.most = most;
  }

  @Override
  public ServerChannel newChannel() {
    return new NioServerSocketChannel() {
      @Override
      protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int count = super.doReadMessages(accepted);
        accepted.subList(before, accepted.size()).removeIf(channel -> !admit((Channel) channel));
        return count;
      }
    };
  }

  /** One thread accepts. */
  private boolean admit(Channel channel) {
    if (open.size() >= most) {
      Optional<Connection> silent =
          open.values().stream()
              .filter(Connection::isIdle)
              .min(Comparator.comparingLong(Connection::silence).reversed());
      if (silent.isEmpty()) {
        channel.unsafe().closeForcibly();
        return false;
      }
      silent.get().close();
    }
    Connection connection = new Connection(channel);
    open.put(connection.address, connection);
    Object unused =
        channel.closeFuture().addListener(closed -> open.remove(connection.address, connection));
    channel.pipeline().addFirst(connection);
    return true;
  }

  /** Closes those that have said nothing since they were opened. Call it often. */
  void closeSilentOnes() {
    open.values().stream().filter(this::isUseless).forEach(Connection::close);
  }

  private boolean isUseless(Connection connection) {
    return stopping
        ? connection.isIdle() && connection.silence() > STOPPING_NANOS
        : !connection.hasSpoken && connection.silence() > GREETING_NANOS;
  }

  /** Closes, from now on, also those that have no call at work. */
  void closeIdleOnes() {
    stopping = true;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    SocketAddress address = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    Connection connection = address == null ? null : open.get(address);
    return connection == null
        ? attributes
        : attributes.toBuilder().set(CONNECTION, connection).build();
  }

  /** One connection. */
  final class Connection extends ChannelInboundHandlerAdapter {

    private final Channel channel;
    private final SocketAddress address;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean hasSpoken;
    private volatile long heard = System.nanoTime();

    private Connection(Channel channel) {
      this.channel = channel;
      this.address = channel.remoteAddress();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      hasSpoken = true;
      heard = System.nanoTime();
      context.fireChannelRead(message);
    }

    /** A call has its request, and is worked for. */
    void begin() {
      calls.incrementAndGet();
    }

    /** The call is over. */
    void end() {
      calls.decrementAndGet();
    }

    private boolean isIdle() {
      return calls.get() == 0 && channel.isRegistered();
    }

    private long silence() {
      return System.nanoTime() - heard;
    }

    private void close() {
      open.remove(address, this);
      // From here on and not from the other end, where HTTP/2 would say farewell and wait for it.
      ChannelHandlerContext place = channel.pipeline().context(this);
      if (place != null) {
        Object unused = place.close();
      }
    }
  }
}
