// The usual WebSocket library of Node as a broadcaster: node broadcaster.mjs <folder of ws> <port> <bytes of a text>
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const [folder, port, bytes] = process.argv.slice(2)
const { WebSocketServer } = await import(pathToFileURL(join(folder, 'wrapper.mjs')))
const event = '{"type":"message:new","chat":1,"seq":1,"epoch":1,"data":"'
const text = Buffer.from(event + 'x'.repeat(Number(bytes) - event.length - 2) + '"}')
const server = new WebSocketServer({ port: Number(port), host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket) => {
  socket.on('message', (command) => {
    const count = Number(String(command).slice(3))
    for (let i = 0; i < count; i++) {
      for (const client of server.clients) client.send(text, { binary: false })
    }
  })
})
