package io.rttd.daemon.htmlreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page of a Chromium without a window, driven through its remote debugging protocol. Answers
 * are short and of known shape, so patterns read them: what is evaluated comes back URI-encoded.
 */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+)");
  private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");
  private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]*)\"");
  private static final Pattern URL = Pattern.compile("\"request\":\\{\"url\":\"([^\"]*)\"");
  private static final Pattern TARGET =
      Pattern.compile("\"type\": \"page\",[^}]*\"webSocketDebuggerUrl\": \"([^\"]+)\"", 32);

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private Browser(Process process, Path profile, URI page) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(PATIENCE)
            .buildAsync(page, new Messages())
            .join();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", "");
    }
  }

  /** Collects the parts of messages. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        onMessage(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void onMessage(String message) {
    Matcher id = ID.matcher(message);
    if (id.find()) {
      answers.remove(Integer.parseInt(id.group(1))).complete(message);
    } else if (message.contains("\"method\":\"Runtime.exceptionThrown\"")
        || message.contains("\"method\":\"Runtime.consoleAPICalled\"")
        || message.contains("\"method\":\"Log.entryAdded\"")) {
      if (!message.contains("willReadFrequently")) { // the advice is about a test that reads pixels
        problems.add(message);
      }
    } else if (message.contains("\"method\":\"Network.requestWillBeSent\"")) {
      Matcher url = URL.matcher(message);
      assertThat(url.find()).as(message).isTrue();
      requests.add(url.group(1));
    }
  }

  /** The browser's program, if there is one in the path. */
  static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(
            path ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(path, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one with a profile of its own in this folder. */
  static Browser start(Path program, Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"));
    command.addAll(List.of("--no-first-run", "--disable-background-networking"));
    command.addAll(
        List.of("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"));
    command.addAll(List.of("--remote-debugging-port=0", "--hide-scrollbars"));
    command.add("--user-data-dir=" + folder);
    command.add("about:blank");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path port = folder.resolve("DevToolsActivePort");
    await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(port) && Files.readString(port).lines().count() == 2);
    String list = "http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list";
    HttpResponse<String> targets =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(list)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
    Matcher page = TARGET.matcher(targets.body());
    assertThat(page.find()).as(targets.body()).isTrue();
    return new Browser(process, folder, URI.create(page.group(1)));
  }

  private String call(String method, String parameters) {
    int id = number.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket
        .sendText(
            "{\"id\":%d,\"method\":\"%s\",\"params\":{%s}}".formatted(id, method, parameters), true)
        .join();
    String text = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(text).as(method).doesNotContain("\"error\":{");
    return text;
  }

  /** Opens a page, and returns once its scripts have run. */
  void open(Path page) {
    requests.clear();
    problems.clear();
    call("Page.navigate", "\"url\":\"" + page.toUri() + "\"");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                evaluate("location.href + document.readyState").equals(page.toUri() + "complete"));
  }

  /** The value of an expression, as text. */
  String evaluate(String expression) {
    String safe = "encodeURIComponent(String(" + expression + "))";
    String quoted = safe.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    String answer = call("Runtime.evaluate", "\"expression\":\"" + quoted + "\"");
    assertThat(answer).as(expression).doesNotContain("exceptionDetails");
    Matcher value = VALUE.matcher(answer);
    assertThat(value.find()).as(answer).isTrue();
    return URLDecoder.decode(value.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Sets the window's size in pixels, and whether it is a phone's. */
  void resize(int width, int height, boolean phone) {
    call(
        "Emulation.setDeviceMetricsOverride",
        "\"width\":%d,\"height\":%d,\"deviceScaleFactor\":%d,\"mobile\":%s"
            .formatted(width, height, phone ? 2 : 1, phone));
  }

  /** Prefers the dark scheme, or the light one. */
  void prefer(String scheme) {
    call(
        "Emulation.setEmulatedMedia",
        "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]");
  }

  /** Drags across an element: from one share of its width to another, at half its height. */
  void drag(String selector, double from, double to) {
    evaluate("document.querySelector('" + selector + "').scrollIntoView({block: 'center'})");
    double left = number(selector, "left");
    double width = number(selector, "width");
    double y = number(selector, "top") + number(selector, "height") / 2;
    mouse("mouseMoved", left + from * width, y, 0);
    mouse("mousePressed", left + from * width, y, 1);
    mouse("mouseMoved", left + (from + to) / 2 * width, y, 1);
    mouse("mouseMoved", left + to * width, y, 1);
    mouse("mouseReleased", left + to * width, y, 0);
  }

  /** Points at an element. */
  void point(String selector, double share) {
    evaluate("document.querySelector('" + selector + "').scrollIntoView({block: 'center'})");
    double y = number(selector, "top") + number(selector, "height") / 2;
    mouse("mouseMoved", number(selector, "left") + share * number(selector, "width"), y, 0);
  }

  private double number(String selector, String side) {
    return Double.parseDouble(
        evaluate("document.querySelector('" + selector + "').getBoundingClientRect()." + side));
  }

  private void mouse(String type, double x, double y, int buttons) {
    call(
        "Input.dispatchMouseEvent",
        "\"type\":\"%s\",\"x\":%s,\"y\":%s,\"button\":\"%s\",\"buttons\":%d,\"clickCount\":1"
            .formatted(type, x, y, type.equals("mouseMoved") ? "none" : "left", buttons));
  }

  /** Writes what the page looks like from its top to its end. */
  void screenshot(Path png) throws IOException {
    String answer = call("Page.captureScreenshot", "\"captureBeyondViewport\":true");
    Matcher data = DATA.matcher(answer);
    assertThat(data.find()).isTrue();
    Files.createDirectories(png.getParent());
    Files.write(png, Base64.getDecoder().decode(data.group(1)));
  }

  /** Exceptions, and whatever reached the console, since the page was opened. */
  List<String> problems() {
    return problems;
  }

  /** What was requested since the page was opened, the page itself included. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await().atMost(PATIENCE).until(() -> !process.isAlive());
    for (String link : List.of("SingletonCookie", "SingletonLock", "SingletonSocket")) {
      Files.deleteIfExists(profile.resolve(link)); // they lead out of the temporary folder
    }
  }
}
