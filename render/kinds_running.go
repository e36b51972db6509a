package render

// running are the documents for those who keep the lifecycle running and those who learn it.
var running = []kind{}
