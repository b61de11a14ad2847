package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.admission.PolicyStatus;
import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.auth.Selection;
import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.crd.DefinitionController;
import io.ubernetes.apimachinery.crd.DefinitionKind;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.flowcontrol.FlowControl;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.RequestHandler;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.kinds.rules.GoDuration;
import io.ubernetes.apimachinery.metrics.RequestKind;
import io.ubernetes.apimachinery.metrics.ServerMetrics;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Names;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Kubernetes-style API server over a store: all that stands between an HTTP request and the
/// stored objects. Which kinds it serves is data. Stateless above the store but for its caches, so
/// that any number of them over one store give the same answers.
///
/// Thread-safe. Does not own the store. A request goes through: who is it, what is it about, is it
/// its turn, may they, and then the handler of resources or the other endpoints.
public final class ApiServer implements RequestHandler, AutoCloseable {

  /// How long the client waits for an answer, in the query of a request.
  private static final String TIMEOUT = "timeout";

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  private final Options options;
  private final ServerMetrics metrics = new ServerMetrics();
  private final ServedTypes types;
  private final ScheduledExecutorService timer;
  private final ResourceHandler resources;
  private final Questions questions;
  private final Endpoints endpoints;
  private final Turns turns;
  private @Nullable DefinitionController definitions;
  private @Nullable PolicyStatus policies;

  /// What makes one server differ from another.
  ///
  /// @param types the kinds that are served
  /// @param namespaces made at the start where they are missing, and never deleted
  /// @param versionInfo what `/version` answers
  /// @param address host and port by which clients reach the server, as discovery tells them
  /// @param cacheLimits how much the cache of one kind keeps
  /// @param flow which requests run when there are too many; not closed by the server
  public record Options(
      List<ResourceType> types,
      Set<String> namespaces,
      VersionInfo versionInfo,
      String address,
      AccessControl access,
      Environment environment,
      CacheLimits cacheLimits,
      FlowControl flow) {
    public Options {
      types = List.copyOf(types);
      namespaces = Set.copyOf(namespaces);
    }

    /// For a server that lets every request run at once.
    public Options(
        List<ResourceType> types,
        Set<String> namespaces,
        VersionInfo versionInfo,
        String address,
        AccessControl access,
        Environment environment,
        CacheLimits cacheLimits) {
      this(
          types,
          namespaces,
          versionInfo,
          address,
          access,
          environment,
          cacheLimits,
          FlowControl.unlimited());
    }

    /// With the limits that suit a process with one server.
    public Options(
        List<ResourceType> types,
        Set<String> namespaces,
        VersionInfo versionInfo,
        String address,
        AccessControl access,
        Environment environment) {
      this(types, namespaces, versionInfo, address, access, environment, CacheLimits.DEFAULT);
    }
  }

  public ApiServer(Options options, Store store) {
    this.options = options;
    this.types = new ServedTypes(options, store);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watch-deadlines").factory());
    Answers answers = new Answers(options.environment().clock());
    this.resources =
        new ResourceHandler(
            answers, new Watches(timer, options.environment().clock()), options.access());
    this.questions = new Questions(answers);
    this.endpoints = new Endpoints(options, new Health(store, types::synced), metrics);
    types.onChange(endpoints::describe);
    types.describe(metrics);
    options.flow().show(metrics.registry());
    this.turns = new Turns(options.flow());
  }

  /// Shows in the metrics how many connections bring this server its requests.
  public void showConnections(Supplier<Number> connections) {
    metrics.gauge("apiserver_open_connections", "Connections that are open.", connections);
  }

  /// Fills the caches and makes the namespaces that must be there. Returns when requests can be
  /// answered.
  ///
  /// @throws StoreException when the store cannot be reached
  public void start() {
    types.start();
    boolean custom =
        options.types().stream()
            .anyMatch(type -> type.groupResource().equals(DefinitionKind.RESOURCE));
    if (custom) {
      definitions =
          new DefinitionController(
              types.registry(DefinitionKind.RESOURCE), types, options.environment().clock());
      definitions.start();
    }
    boolean judged =
        options.types().stream()
            .anyMatch(type -> type.groupResource().equals(PolicyStatus.POLICIES));
    if (judged) {
      policies = new PolicyStatus(types.registry(PolicyStatus.POLICIES), types::all);
      policies.start();
    }
  }

  /// The objects of a kind, for parts of the same process that need no HTTP to reach them.
  ///
  /// @throws IllegalArgumentException when the kind is not served
  public Registry registry(GroupResource resource) {
    return types.registry(resource);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    if (policies != null) {
      policies.close();
    }
    if (definitions != null) {
      definitions.close();
    }
    types.close();
    metrics.close();
  }

  @Override
  public boolean answersFromMemory(Request request) {
    // A token may need a signature to be checked, and now and then its account to be looked up.
    return endpoints.fromMemory(request.path()) && request.header("authorization").isEmpty();
  }

  @Override
  public boolean comesFirst(Request request) {
    return Health.owns(request.path());
  }

  @Override
  public Optional<Duration> patience(Request request) {
    return request
        .parameter(TIMEOUT)
        .filter(text -> GoDuration.problem(text).isEmpty())
        .map(GoDuration::parse)
        .filter(Duration::isPositive);
  }

  @Override
  public Response handle(Request request) {
    RequestInfo info = RequestInfo.of(request);
    RequestKind kind = info.kind(RequestBody.mediaType(request));
    ServerMetrics.Running running = metrics.begin(kind);
    Response response = answerOrRefuse(request, () -> answer(request, info));
    running.end(response.status());
    return response instanceof Response.Streaming stream ? counted(stream, kind) : response;
  }

  /// A stream is counted for as long as it runs.
  private Response counted(Response.Streaming stream, RequestKind kind) {
    return new Response.Streaming(
        stream.status(),
        stream.headers(),
        new Response.Producer() {
          @Override
          public void start(Response.Sink sink) {
            sink.onClose(metrics.beginStream(kind));
            stream.producer().start(sink);
          }

          @Override
          public void abandoned() {
            stream.producer().abandoned();
          }
        });
  }

  private static Response answerOrRefuse(Request request, Supplier<Response> answer) {
    try {
      return answer.get();
    } catch (ApiException refused) {
      return Answers.error(request, refused);
    } catch (StoreException unavailable) {
      LOG.warn("{} {}: the store cannot answer", request.method(), request.path(), unavailable);
      return Answers.error(request, StoreFailures.told(request, unavailable));
    } catch (RuntimeException | StackOverflowError bug) {
      LOG.error("{} {}: failed", request.method(), request.path(), bug);
      return Answers.error(request, ApiException.internal("see the log of the server"));
    }
  }

  private Response answer(Request request, RequestInfo info) {
    checkTimeout(request, info);
    Attributes attributes = attributes(request, info);
    Identity identity = options.access().identify(request, attributes);
    if (endpoints.fromMemory(info.path())) {
      // It may be on an event loop, which must not wait, and takes no longer than waiting would.
      return allowed(request, info, attributes, identity, null);
    }
    Served served = info.resourceRequest() ? types.find(info) : null;
    return turns.take(
        identity,
        attributes,
        Turns.width(info, request, served),
        request.departure(),
        () -> answerOrRefuse(request, () -> allowed(request, info, attributes, identity, served)));
  }

  /// A watch goes by another parameter.
  private static void checkTimeout(Request request, RequestInfo info) {
    String text = request.parameter(TIMEOUT).orElse("");
    String problem = text.isEmpty() || info.verb().equals("watch") ? "" : GoDuration.problem(text);
    if (!problem.isEmpty()) {
      throw ApiException.badRequest("invalid timeout specified in the request URL - " + problem);
    }
  }

  private Response allowed(
      Request request,
      RequestInfo info,
      Attributes attributes,
      Identity identity,
      @Nullable Served served) {
    options.access().require(identity, attributes);
    if (!info.resourceRequest()) {
      return endpoints.answer(request, info);
    }
    if (served == null) {
      if (!types.isOwnGroup(info.groupVersion().group())) {
        return Health.text(404, "404 page not found\n");
      }
      throw ResourceHandler.noSuchResource();
    }
    Call call = new Call(request, info, identity, served);
    return Deprecation.told(
        call, () -> served.type().isAnswered() ? questions.handle(call) : resources.handle(call));
  }

  private static Attributes attributes(Request request, RequestInfo info) {
    if (!info.resourceRequest()) {
      // Rights are given for a path to the letter; that both are served alike does not count.
      boolean slash = info.path().length() > 1 && request.path().endsWith("/");
      return new Attributes.OfPath(info.verb(), slash ? info.path() + "/" : info.path());
    }
    Selection selection = selection(request, info);
    return new Attributes.OfResource(
        info.verb(),
        info.groupVersion().group(),
        info.resource(),
        info.subresource(),
        info.namespace(),
        info.name().isEmpty() ? chosen(info, selection) : info.name(),
        selection);
  }

  private static Selection selection(Request request, RequestInfo info) {
    return switch (info.verb()) {
      case "list", "watch", "deletecollection" ->
          Selection.parse(
              request.parameter("fieldSelector").orElse(""),
              request.parameter("labelSelector").orElse(""));
      default -> Selection.EVERYTHING;
    };
  }

  /// Who may read one object by its name may also list and watch it, as kubectl does to wait for
  /// it.
  private static String chosen(RequestInfo info, Selection selection) {
    return switch (info.verb()) {
      case "list", "watch" ->
          selection
              .fields()
              .exactMatch("metadata.name")
              .filter(name -> Names.pathSegment(name).isEmpty())
              .orElse("");
      default -> "";
    };
  }
}
