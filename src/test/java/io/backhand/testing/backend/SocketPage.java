package io.backhand.testing.backend;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A page that says something by WebSocket, and has what it hears for a title. */
final class SocketPage {
    /** A document is shown when it is complete: its picture is slow in coming, until the answer is there. */
    private static final String PAGE =
            """
            <!DOCTYPE html>
            <title>nothing heard</title>
            <img id="picture" src="/slow?ms=30000">
            <script>
            function end(title) {
                document.title = title;
                document.getElementById('picture').src =
                    'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
            }
            var socket = new WebSocket('ws://' + location.host + '/ws');
            socket.onopen = function () { socket.send('a browser'); };
            socket.onmessage = function (event) { end('heard ' + event.data); };
            socket.onerror = function () { end('failed'); };
            </script>
            """;

    private SocketPage() {}

    static void answer(HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=utf-8");
        response.getWriter().print(PAGE);
    }
}
